# make demo     看一遍：建环境、收条款、起草县级方案、对照上级文件查偏离
# make test     全部测试
# make lint     ruff 与 mypy
# make format   ruff 整理格式
# make bench    与同类工具比速度
# make samples  由 samples/src 重新生成样例和随附的条款库
# make clean    删除环境和产物

SHELL  := /bin/sh
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO   := demo-out
PYTHON ?=
OFFLINE = { echo "make：依赖没有装上，原因见上。没有外网时，请先按单位的办法配置 pip 的软件源（pip config）。" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench samples clean

help:
	@sed -n 's/^# make/make/p' Makefile

demo: $(VENV)/.ready
	@echo "【1/3】收条款：省实施意见、市实施方案 → 条款库"
	@$(BIN)/draftkit harvest samples/province.docx samples/city.docx --library $(DEMO)/条款库
	@echo "【2/3】起草：市实施方案 → 禾丰县实施方案"
	@$(BIN)/draftkit draft --parent samples/city.docx --locality samples/localities/hefeng.yaml \
	  --library $(DEMO)/条款库 -o $(DEMO)/禾丰县实施方案.docx --force > $(DEMO)/起草提示.txt
	@head -n 8 $(DEMO)/起草提示.txt && echo "……（其余见 $(DEMO)/起草提示.txt）"
	@echo "【3/3】对照：溪口县方案偏离市方案的地方"
	@$(BIN)/draftkit diff samples/city.docx samples/xikou.docx -o $(DEMO)/溪口县偏离分析.html --force \
	  || [ $$? -eq 1 ]
	@echo
	@echo "请打开看看："
	@echo "  $(CURDIR)/$(DEMO)/禾丰县实施方案.docx"
	@echo "  $(CURDIR)/$(DEMO)/溪口县偏离分析.html"

test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks

samples: $(VENV)/.ready-dev
	$(BIN)/python tools/make_samples.py
	$(BIN)/python tools/build_library.py

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The stamps are older than pyproject.toml when the dependencies may have changed.
$(VENV)/.ready: pyproject.toml | $(BIN)/python
	@echo "安装 draftkit 和它的依赖……"
	@$(PIP) install -e . || $(OFFLINE)
	@$(BIN)/python tools/warm.py
	@touch $@

$(VENV)/.ready-dev: pyproject.toml | $(BIN)/python
	@echo "安装 draftkit、依赖和测试工具……"
	@$(PIP) install -e '.[dev]' || $(OFFLINE)
	@$(BIN)/python tools/warm.py
	@touch $@ $(VENV)/.ready

$(VENV)/.ready-bench: $(VENV)/.ready-dev
	@echo "安装用来比较的同类工具……"
	@$(PIP) install -e '.[bench]' || $(OFFLINE)
	@touch $@

# The newest usable Python; PYTHON=/path/to/python chooses one by hand.
$(BIN)/python:
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  old_enough=yes; \
	  "$$python" -c 'import venv, ensurepip' 2>/dev/null || continue; \
	  echo "建立环境 $(VENV)（$$("$$python" --version 2>&1)）……"; \
	  "$$python" -m venv $(VENV) && exit 0; \
	  rm -rf $(VENV); exit 1; \
	done; \
	if [ -n "$$old_enough" ]; then \
	  echo "make：这个 Python 缺 venv 或 ensurepip，建不了环境。Debian、Ubuntu 上请先执行 apt-get install python3-venv。" >&2; \
	else \
	  echo "make：找不到 Python 3.11 或更新的版本。请先安装，或用 make PYTHON=/路径/python3.12 指定。" >&2; \
	fi; exit 1
