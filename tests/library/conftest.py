from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "2020-06-17"
SETTINGS = """\
theme = "poster"
[newsletter]
name = "简报"
author = "编辑部"
issues = "issues"
[follow]
picture = "picture.png"
"""
ISSUE = """\
# 简报 (2020-06-17)

> 导读：本期1条。

## 新闻

- [一则消息 | 某站](https://mp.weixin.qq.com/s/abc)
摘要：要点 在此，见 `代码`。

![图](../picture.png)

```python
print(1)
```
"""


@pytest.fixture
def newsletter(tmp_path: Path) -> Path:
    """Return the folder of a newsletter of two issues; it is not the current one."""
    folder = tmp_path / "newsletter"
    (folder / "issues").mkdir(parents=True)
    shutil.copy(ROOT / "assets" / "logo.png", folder / "picture.png")
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "issues" / f"{NAME}.md").write_text(ISSUE, encoding="utf-8")
    (folder / "issues" / "2020-06-10.md").write_text(
        "# 简报 (2020-06-10)\n\n## 新闻\n\n- [旧闻](x)\n", encoding="utf-8"
    )
    return folder
