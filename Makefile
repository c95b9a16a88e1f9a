# Everything one does here; `make` alone lists it. Works with GNU make 3.81, which macOS ships.

PYTHON ?= python3
BIN := .venv/bin
UV ?= $(BIN)/uv
# npm is needed to fetch them; whoever leaves the browser out need not have it.
VECTORS = $(if $(filter none,$(BROWSER)),,.venv/vectors.stamp .venv/editors.stamp .venv/documents-npm.stamp)
# What the commands of those who publish need.
READY = .venv/fonts.stamp
# Every run of the tests reads them.
EXAMPLES = .venv/commonmark.stamp .venv/documents-pypi.stamp .venv/wheels.stamp

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What people give reaches the programs through the environment, read by neither make nor the shell: `value` takes
# it as it is written, and a recipe names it within double quotes ("$$ISSUE").
GIVEN := ISSUE THEME OUT DATE ACCOUNT PORT DATA ARGS ISSUES FIX LINKS CHECK BROWSER
GIVEN := $(foreach name,$(GIVEN),$(if $(filter undefined,$(origin $(name))),,$(name)))
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

# Of several words: split at blanks alone; a quotation mark or a * in them is a letter like others.
WITH_ARGS = $(if $(ARGS),set -f; )

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help wechat issue-named new archive lint-issue preview draft release status sandbox install format lint types layers floors check test soak bench bench-peers bench-all browser golden gallery docs messages lock clean

help:  ## 列出所有命令 · list every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- for the person who publishes -------------------------------------------------------------

wechat: issue-named $(READY)  ## 生成公众号文章 · build an article: make wechat ISSUE=2020-06-17 [THEME=neural] [OUT=build]
	@$(BIN)/publish build $(if $(THEME),"--theme=$$THEME") $(if $(OUT),"--out=$$OUT") -- "$$ISSUE"

issue-named:
	$(if $(ISSUE),,$(error 请写明期号，例如 make wechat ISSUE=2020-06-17 · Say which issue, for example: make wechat ISSUE=2020-06-17))

preview: $(READY)  ## 边写边看 · a page that follows an issue: make preview [ISSUE=2020-06-17] [PORT=8766]
	@$(BIN)/publish preview $(if $(PORT),"--port=$$PORT") $(if $(ISSUE),-- "$$ISSUE")

draft: issue-named $(READY)  ## 推送草稿 · push a draft: make draft ISSUE=2020-06-17 [ACCOUNT=name] [ARGS=--dry-run]
	@$(WITH_ARGS)$(BIN)/publish draft $(if $(ACCOUNT),"--account=$$ACCOUNT") $(if $(ARGS),$$ARGS) -- "$$ISSUE"

new: $(READY)  ## 新建一期 · begin the next issue: make new [DATE=2020-07-02]
	@$(BIN)/publish new $(if $(DATE),-- "$$DATE")

archive: $(READY)  ## 更新往期回顾 · write the table of back issues, the feed and the index: make archive [CHECK=1]
	@$(BIN)/publish archive $(if $(CHECK),--check)

lint-issue: $(READY)  ## 检查简报 · tell what to mend in an issue, or in all: make lint-issue [ISSUE=2020-06-17] [FIX=1] [LINKS=1]
	@$(BIN)/publish check $(if $(FIX),--fix) $(if $(LINKS),--links) $(if $(ISSUE),-- "$$ISSUE")

release: issue-named $(READY)  ## 发布草稿 · publish a draft: make release ISSUE=2020-06-17 [ACCOUNT=name] [ARGS=--resolve repeat]
	@$(WITH_ARGS)$(BIN)/publish release $(if $(ACCOUNT),"--account=$$ACCOUNT") $(if $(ARGS),$$ARGS) -- "$$ISSUE"

status: $(READY)  ## 每一期的进展 · how far every issue has come
	@$(WITH_ARGS)$(BIN)/publish status $(if $(ACCOUNT),"--account=$$ACCOUNT") $(if $(ARGS),$$ARGS)

sandbox: $(READY)  ## 本机的微信平台替身 · a stand-in for the platform, to try without an account: make sandbox [PORT=8765] [DATA=file]
	@$(BIN)/publish sandbox $(if $(PORT),"--port=$$PORT") $(if $(DATA),"--data=$$DATA")

# --- for the person who changes the code ------------------------------------------------------

install: .venv/dev.stamp $(EXAMPLES) $(VECTORS)  ## 准备开发环境 · set up .venv with every tool

format: .venv/dev.stamp  ## 整理代码格式 · repair format and order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: .venv/dev.stamp  ## 检查代码格式与写法 · look at format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev.stamp  ## 检查类型 · check the types
	$(BIN)/mypy

layers: .venv/dev.stamp  ## 检查模块之间的层次 · check that imports point down only
	$(BIN)/lint-imports

floors: layers

# Without byte code every worker and every program that a test starts would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE
# More workers than cores, for some tests wait; whoever is done takes over tests from the others.
PYTEST = $(BIN)/pytest --quiet -n $(WORKERS) --dist worksteal
WORKERS = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) * 3 // 2 or 1)')

check: lint types layers $(EXAMPLES)  ## 全部检查，浏览器测试除外 · everything but the browser tests and coverage
	$(PYTEST) -m "not browser and not npm"

test: lint types layers $(EXAMPLES) $(VECTORS) browser  ## 全部检查，与 CI 相同 · everything CI runs; BROWSER=none leaves the browser out
	$(PYTEST) --cov

soak: .venv/dev.stamp $(EXAMPLES) $(VECTORS) browser  ## 新的随机样例和全部恶意输入，耗时较长 · new examples of every property, every hostile input at full size; takes long
	$(PYTEST) --soak --hypothesis-profile random
	$(BIN)/python -m tests.mutation
	$(BIN)/python -m tests.hostile.soak
	$(BIN)/python -m tests.script.soak
	$(BIN)/python -m tests.release.soak

browser: .venv/dev.stamp
	@$(BIN)/python -m tests.browser

golden: .venv/dev.stamp .venv/commonmark.stamp  ## 更新样张 · rewrite the golden files, to be read before they are committed
	$(BIN)/pytest --quiet --update-golden
	git diff --stat tests/golden docs README.md README.zh-CN.md publish/steps/render

gallery: .venv/dev.stamp browser  ## 更新主题图集 · draw every theme, by day and by night, and covers into docs/
	$(BIN)/python -m tests.gallery
	$(BIN)/python -m tests.covers
	$(BIN)/python -m tests.screenshots

docs: .venv/dev.stamp  ## 生成文档网站 · build the documentation as a site in build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

messages: .venv/dev.stamp  ## 编译提示信息 · compile the messages
	$(BIN)/pybabel compile -d publish/i18n/locale -D "publish argparse"

bench: .venv/dev.stamp  ## 测量用时与内存 · measure time and memory; ISSUES=folder measures other issues and writes nothing down
	$(BIN)/python -m benchmarks --now "$$(date +%Y-%m-%d)" $(if $(ISSUES),"--issues=$$ISSUES",--out benchmarks/results.md)

bench-peers: .venv/peers.stamp .venv/peers-node.stamp  ## 与同类工具比较 · the same beside other converters; needs Node
	$(BIN)/python -m benchmarks.peers --now "$$(date +%Y-%m-%d)" --python .venv/peers/bin/python --node .venv/peers-node \
		$(if $(ISSUES),"--issues=$$ISSUES",--out benchmarks/peers.md)

bench-all: bench bench-peers  ## 更新全部性能报告 · renew both reports in benchmarks/

EXTRAS = postgres heic notify math mcp
LOCK = $(UV) pip compile pyproject.toml --quiet --no-strip-extras --upgrade --universal --python-version 3.11 --generate-hashes \
	--group build $(addprefix --extra ,$(EXTRAS)) --custom-compile-command "make lock"

lock: .venv/dev.stamp  ## 更新依赖的锁定版本 · renew the locked versions
	$(LOCK) --output-file locks/runtime.txt
	$(LOCK) --output-file locks/dev.txt --extra dev --constraint locks/runtime.txt
	echo manimgx-fonts-cjk | $(UV) pip compile - --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --output-file locks/fonts.txt
	$(UV) pip compile benchmarks/peers/requirements.txt --no-deps --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --output-file locks/peers.txt

clean:  ## 删除生成的一切 · remove all that was made, .venv and build too
	rm -rf .venv build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find publish tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up: a stamp is older than what it stands for when there is something to do --------------

# pip's warnings are about how a machine is set up: only its errors are shown.
INSTALL = $(BIN)/python -m pip install -qq

.venv/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更新的版本 · Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@echo "首次运行，正在 .venv 中准备环境，约需一分钟 · First run: setting up .venv, about a minute"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.stamp: locks/runtime.txt .venv/venv.stamp
	@test ! -e $@ || echo "更新依赖 · Updating what locks/runtime.txt names"
	@$(INSTALL) --require-hashes -r locks/runtime.txt
	@touch $@

.venv/publish.stamp: pyproject.toml .venv/runtime.stamp
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q publish  # pip compiles only what it copies; some machines never write byte code
	@touch $@

# Without a font with Chinese a cover has no name. Whoever has one need not fetch another; without the network, a build says so.
.venv/fonts.stamp: locks/fonts.txt .venv/publish.stamp
	@$(BIN)/python -c 'from publish.adapters.media.fonts import has_chinese_font as found; raise SystemExit(not found())' \
		|| $(INSTALL) --require-hashes -r locks/fonts.txt || true
	@touch $@

# After the project, never beside it: two pips in one .venv get in each other's way under `make -j`.
.venv/dev.stamp: locks/dev.txt .venv/runtime.stamp | .venv/fonts.stamp
	@echo "安装开发工具 · Installing locks/dev.txt"
	@$(INSTALL) --require-hashes -r locks/dev.txt
	@touch $@

# The CommonMark examples lie in the source archive of markdown-it-py; the tests read them there.
.venv/commonmark.stamp: locks/commonmark.txt .venv/dev.stamp
	@echo "下载 CommonMark 用例 · Downloading the CommonMark examples"
	@rm -rf .venv/commonmark
	@$(BIN)/python -m pip download -qq --no-deps --no-build-isolation --no-binary :all: --require-hashes -r locks/commonmark.txt -d .venv/commonmark
	@touch $@

# What the program requires, for a test that installs it into an environment of its own, without the network.
.venv/wheels.stamp: locks/runtime.txt .venv/dev.stamp
	@echo "下载依赖的安装包 · Downloading the wheels of locks/runtime.txt"
	@rm -rf .venv/wheels
	@$(BIN)/python -m pip download -qq --require-hashes -r locks/runtime.txt -d .venv/wheels
	@touch $@

# Documents of other projects, as Markdown: the archives are read, never unpacked.
.venv/documents-%.stamp: locks/documents.json .venv/dev.stamp
	@echo "下载其他项目的文档 · Downloading documents of other projects ($*)"
	@rm -rf .venv/documents/$*
	@$(BIN)/python -m tests.documents.packages $* .venv/documents
	@touch $@

# Public script injections, the schema of SARIF and the rules of axe-core: the archives are read, never installed.
.venv/vectors.stamp: locks/vectors.txt locks/npm.json .venv/dev.stamp
	@echo "下载测试用的公开数据 · Downloading public data for the tests"
	@rm -rf .venv/vectors
	@$(BIN)/python -m pip download -qq --no-deps --no-build-isolation --no-binary bleach,html5lib --require-hashes -r locks/vectors.txt -d .venv/vectors
	@$(BIN)/python -m tests.npm locks/npm.json .venv/vectors
	@touch $@

# Rich-text editors that others wrote: a test pastes into them.
.venv/editors.stamp: locks/editors.json .venv/dev.stamp
	@echo "下载用于粘贴测试的编辑器 · Downloading editors to paste into"
	@rm -rf .venv/editors
	@$(BIN)/python -m tests.npm locks/editors.json .venv/editors
	@touch $@

# Other converters stay apart: their requirements are not ours.
.venv/peers.stamp: locks/peers.txt .venv/dev.stamp
	@echo "安装同类工具 · Installing locks/peers.txt"
	@$(PYTHON) -m venv --clear .venv/peers
	@.venv/peers/bin/python -m pip install -qq --no-deps --require-hashes -r locks/peers.txt
	@touch $@

NODE_FILES := $(addprefix benchmarks/peers/,package.json package-lock.json convert.mjs)

.venv/peers-node.stamp: $(NODE_FILES) .venv/venv.stamp
	@command -v npm >/dev/null || { echo "需要 Node 20 或更新的版本，请先安装 · Node 20 or newer is needed, with npm: install it first" >&2; exit 1; }
	@mkdir -p .venv/peers-node
	@cp $(NODE_FILES) .venv/peers-node
	@cd .venv/peers-node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
