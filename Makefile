# 同频：make help 列出全部命令
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
DEMO := TONGPIN_DATA_DIR=$(CURDIR)/var/demo TONGPIN_TODAY=2020-09-20
WORKERS ?= 2

help: ## 列出命令
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

# --no-deps: the lock is complete, and a requirement with extras would otherwise resolve past its pin.
.venv/.installed: requirements/dev.lock pyproject.toml
	@bash scripts/system-packages --demo
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null || \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

setup: .venv/.installed ## 建立运行环境，得到 .venv/bin/tongpin

system: ## 安装测试所需的系统软件
	@bash scripts/system-packages

demo: setup ## 从零开始运行示例单位（2020-09-20）
	@$(DEMO) $(BIN)/tongpin migrate
	@$(DEMO) $(BIN)/tongpin demo load
	@$(DEMO) $(BIN)/tongpin serve

run: setup ## 用自己的数据运行
	@$(BIN)/tongpin serve

openapi: setup ## 更新提交的接口文档
	@TONGPIN_DATA_DIR=$$(mktemp -d) $(BIN)/tongpin openapi > docs/openapi.json

fix: setup ## 自动整理格式
	@$(BIN)/ruff format src tests benchmarks scripts
	@$(BIN)/ruff check --fix -q src tests benchmarks

static: setup
	@$(BIN)/ruff format --check -q src tests benchmarks
	@$(BIN)/ruff check -q src tests benchmarks
	@$(BIN)/lint-imports --no-cache >/tmp/tongpin-imports.$$$$ 2>&1 || { cat /tmp/tongpin-imports.$$$$; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/djlint src --lint --quiet
	@$(BIN)/tongpin rules lint
	@TONGPIN_DATA_DIR=$$(mktemp -d) $(BIN)/tongpin manage makemigrations --check --dry-run -v0

fast: setup ## 半分钟内的检查：纯规则、格式和架构
	@$(BIN)/ruff check -q src tests benchmarks
	@$(BIN)/lint-imports >/dev/null
	@$(BIN)/pytest -q -n $(WORKERS) -m "not e2e and not office and not slow" tests/rules tests/formats tests/architecture

test: setup system ## 从零开始跑完全部测试
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered
	@$(BIN)/coverage report --include='*/tongpin/rules/*' --fail-under=100 --show-missing

e2e: setup system ## 在真实的 Chromium 里走一遍主要流程
	@$(BIN)/pytest -q -m e2e tests/e2e

# Rules, paper reading and the rollup know no Django database; `make test` has run them.
check-pg: setup system ## 在 PostgreSQL 上跑用到数据库的测试
	@scripts/with-postgres $(BIN)/pytest -q -n $(WORKERS) --dist loadfile -m "not e2e and not office" \
	  $(foreach part,rules rulebooks formats rollup,--ignore=tests/$(part))

check: static ## 持续集成所跑的全部检查：静态检查、make test、PostgreSQL
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory check-pg

bench: setup ## 性能比值
	@$(BIN)/python -c 'import openfisca_core, polars' 2>/dev/null || \
	  $(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.lock
	@for f in benchmarks/*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

mutate: setup ## 变异测试：在计算里放一个小错，看测试发现没有
	@$(BIN)/python scripts/mutate

spark: setup ## 在本机的 Spark 集群上核对成批判定并测速（需要 Java 17）
	@command -v java >/dev/null || { echo "没有找到 Java。请先安装 openjdk-17-jre-headless。" >&2; exit 3; }
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || \
	  $(BIN)/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/spark.lock
	@$(BIN)/python scripts/with-spark $(BIN)/pytest -q tests/rollup/test_spark.py
	@$(BIN)/python scripts/with-spark $(BIN)/python benchmarks/rollup.py 10000 100000

.PHONY: spark mutate help openapi setup system demo run fix static fast test e2e check-pg check bench
