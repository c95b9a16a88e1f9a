"""`publish schedule`, with fake crontab and systemctl programs."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from publish.cli import main
from tests.crontab import install_crontab, install_launchctl, install_schtasks, install_systemctl

APPID, SECRET = "wx0123456789abcdef", "Canary0Canary1Canary2Canary3Cana"
SETTINGS = (
    f'[newsletter]\nid = "briefing"\nissues = "."\n[schedule]\nevery_minutes = 15\n[accounts.main]\nappid = "{APPID}"\n'
)


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a newsletter whose account needs no variables of the shell."""
    folder = tmp_path / "news letter"
    folder.mkdir()
    (folder / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    config = tmp_path / "config" / "publish"
    config.mkdir(parents=True)
    (config / f"{APPID}.secret").write_text(SECRET, encoding="utf-8")
    (config / f"{APPID}.secret").chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(folder)
    assert main(["ledger", "init", "--quiet"]) == 0
    return folder


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_crontab(tmp_path, monkeypatch)


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return install_systemctl(tmp_path, monkeypatch)


def schedule(*words: str) -> int:
    return main(["schedule", *words, "--lang", "en"])


@pytest.mark.usefixtures("newsletter", "systemctl", "crontab")
def test_scheduled_runs_speak_the_language_of_whoever_installs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, expected in (("en_GB.UTF-8", "--lang en"), ("zh_CN.UTF-8", "--lang zh")):
        monkeypatch.setenv("LANG", language)
        assert main(["schedule", "install"]) == 0
        assert expected in capsys.readouterr().out


@pytest.mark.usefixtures("newsletter", "systemctl")
def test_schedule_installs_and_removes_cron_entry(crontab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crontab.write_bytes(b"5 4 * * * own")

    assert [schedule("install"), schedule("install")] == [0, 0]
    out, err = capsys.readouterr()
    line = out.splitlines()[-1]
    assert crontab.read_text(encoding="utf-8") == f"5 4 * * * own\n{line}\n"
    assert line.startswith("*/15 * * * * cd ")
    assert "cron looks every 15 minutes" in err

    schedule("show")
    assert capsys.readouterr().out == f"{line}\n"

    assert [schedule("remove"), schedule("remove", "--quiet"), schedule("show")] == [0, 0, 0]
    assert crontab.read_bytes() == b"5 4 * * * own\n"
    assert "there is no schedule" in capsys.readouterr().err


@pytest.mark.usefixtures("systemctl", "crontab")
@pytest.mark.parametrize(("action", "told"), [("release", True), ("draft", False)])
def test_schedule_explains_that_release_does_not_notify_followers(
    newsletter: Path, capsys: pytest.CaptureFixture[str], action: str, told: bool
) -> None:
    settings = newsletter / "publish.toml"
    settings.write_text(settings.read_text("utf-8").replace("[schedule]", f'[schedule]\naction = "{action}"'), "utf-8")

    schedule("install")
    loud = capsys.readouterr().err
    schedule("install", "--quiet")

    assert ("an issue gets an address alone" in loud, capsys.readouterr().err) == (told, "")


@pytest.mark.usefixtures("systemctl")
def test_cron_entry_starts_a_working_run(newsletter: Path, crontab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schedule("install", "--quiet")
    command = capsys.readouterr().out.partition("* * * * ")[2].replace("\\%", "%")

    bare = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", command], env=bare, cwd="/", capture_output=True, check=False)  # noqa: S603

    assert crontab.is_file()
    assert str(newsletter) in shlex.split(command)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.usefixtures("newsletter")
def test_schedule_uses_systemd_without_cron(
    tmp_path: Path, systemctl: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(systemctl.parent / "bin"))

    assert schedule("install") == 0
    out, err = capsys.readouterr()
    timer = Path(out.strip())
    assert (timer.is_file(), timer.is_relative_to(tmp_path / "config" / "systemd" / "user")) == (True, True)
    assert "enable-linger" in err

    assert [schedule("show"), capsys.readouterr().out] == [0, f"{timer}\n"]
    assert [schedule("remove"), timer.exists()] == [0, False]


@pytest.mark.usefixtures("newsletter", "systemctl")
def test_schedule_replaces_cron_with_systemd_and_back(crontab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schedule("install", "--with", "systemd")
    timer = Path(capsys.readouterr().out.strip())

    schedule("install", "--with", "cron")
    assert (timer.exists(), len(crontab.read_bytes().splitlines())) == (False, 1)

    schedule("install", "--with", "systemd")
    assert (timer.exists(), crontab.read_bytes()) == (True, b"")


@pytest.mark.usefixtures("newsletter")
def test_schedule_prints_the_command_without_cron_and_systemd(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert schedule("install") == 3
    assert f"{sys.executable} -m publish run" in capsys.readouterr().err
    assert schedule("remove") == 0


@pytest.mark.usefixtures("systemctl")
def test_schedule_ignores_variables_of_the_shell(
    newsletter: Path, tmp_path: Path, crontab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config" / "publish" / f"{APPID}.secret").unlink()
    monkeypatch.setenv("WECHAT_SECRET", SECRET)

    assert schedule("install") == 3
    output = capsys.readouterr()
    assert ("publish account add" in output.err, SECRET in output.err + output.out) == (True, False)
    assert not crontab.exists()
    assert newsletter.exists()


@pytest.mark.usefixtures("newsletter", "systemctl")
@pytest.mark.parametrize("words", [("--account", "other"), ("--account", "sandbox")])
def test_schedule_checks_and_passes_the_account(crontab: Path, words: tuple[str, str]) -> None:
    code = schedule("install", *words)

    assert code == (0 if words[1] == "sandbox" else 3)
    assert crontab.exists() is (code == 0)
    assert code == 3 or "--account sandbox" in crontab.read_text(encoding="utf-8")


@pytest.mark.usefixtures("systemctl")
def test_schedule_reports_missing_ledger(newsletter: Path, crontab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = newsletter / "publish.toml"
    settings.write_text(f'ledger = "elsewhere.db"\n{settings.read_text("utf-8")}', encoding="utf-8")

    assert schedule("install") == 3
    assert ("publish ledger init" in capsys.readouterr().err, crontab.exists()) == (True, False)


@pytest.mark.usefixtures("newsletter", "systemctl", "crontab")
def test_schedule_passes_the_config_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "news letter" / "other.toml"
    other.write_text(SETTINGS, encoding="utf-8")

    schedule("install", "--config", "other.toml", "--quiet")

    assert f"--config '{other}'" in capsys.readouterr().out


@pytest.mark.usefixtures("systemctl", "crontab")
def test_schedule_refuses_unprintable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a\nb"
    folder.mkdir()
    monkeypatch.chdir(folder)

    assert schedule("install") == 3


@pytest.mark.usefixtures("newsletter")
def test_schedule_refuses_ledger_file_on_ci(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    for words in (["run"], ["ledger", "init"], ["run", "--dry-run"]):
        assert main([*words, "--lang", "en"]) == 3
        assert "does not outlive this CI job" in capsys.readouterr().err

    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    assert main(["run"]) == 0


@pytest.mark.usefixtures("newsletter", "systemctl", "crontab")
def test_schedule_prefers_the_task_scheduler_of_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = install_schtasks(tmp_path, monkeypatch)

    assert schedule("install") == 0
    out, err = capsys.readouterr()
    assert [path.stem for path in tasks.glob("*.xml")] == [out.strip()]
    assert "Task Scheduler looks every 15 minutes" in err
    assert "XDG_STATE_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME with setx" in err

    assert [schedule("show"), capsys.readouterr().out] == [0, out]
    assert [schedule("remove"), [*tasks.glob("*.xml")]] == [0, []]


@pytest.mark.usefixtures("newsletter", "systemctl")
def test_schedule_prefers_launchd_of_macos_to_cron(
    tmp_path: Path, crontab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule("install", "--with", "cron")
    install_launchctl(tmp_path, monkeypatch)
    capsys.readouterr()

    assert schedule("install") == 0
    out, err = capsys.readouterr()
    agent = Path(out.strip())
    assert (agent.suffix, agent.is_file(), crontab.read_bytes()) == (".plist", True, b"")
    assert "launchd looks every 15 minutes" in err

    assert [schedule("show"), capsys.readouterr().out] == [0, out]
    assert [schedule("remove"), agent.exists()] == [0, False]
