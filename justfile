# `just` alone lists what there is. A newcomer needs five: setup, run, test, check, fix.
# `just` itself comes with `uv sync --group lint`; without it: `uv run --group lint just …`.

set shell := ["bash", "-euo", "pipefail", "-c"]

lint_group := "uv run --quiet --group lint"

[private]
default:
    @just --list --unsorted

# Install everything a developer needs, and the hooks
setup:
    uv sync --all-groups
    uv run --quiet python -m frontend.build
    {{ lint_group }} pre-commit install

# Serve a fictional clinic on this machine
run *arguments:
    uv run --quiet manage.py demo {{ arguments }}

# Run the tests on SQLite (DATABASE_URL and REDIS_URL choose other services)
test *arguments:
    uv run --quiet pytest {{ arguments }}

# All that must hold before a merge but for the tests; changes nothing
check: lint types contracts templates pages django documents

# Mend what tools can mend
fix:
    {{ lint_group }} ruff check --fix-only --quiet
    {{ lint_group }} ruff format --quiet
    {{ lint_group }} djlint frontend/templates --reformat --quiet || true
    uv run --quiet python -m frontend.build fix
    uv run --quiet manage.py document

# Python: rules and format
lint:
    {{ lint_group }} ruff check
    {{ lint_group }} ruff format --check

# Python: types
types:
    {{ lint_group }} mypy

# Who may import whom
contracts:
    {{ lint_group }} lint-imports

# Django templates: rules and format
templates:
    {{ lint_group }} djlint frontend/templates --lint
    {{ lint_group }} djlint frontend/templates --check

# TypeScript and CSS: types, rules, tests
pages:
    uv run --quiet python -m frontend.build check

# Settings of a production, migrations, OpenAPI document
django:
    .ci/deploy-check
    uv run --quiet manage.py makemigrations --check --dry-run
    uv run --quiet manage.py spectacular --validate --fail-on-warn --file /dev/null

# The generated documents say what the code says
documents:
    uv run --quiet manage.py document --check

# Before a release: is a weakness known in what we ship? (asks the advisory services)
audit:
    .ci/audit

# Before a release: what an installation is made of, in CycloneDX
sbom *folder:
    .ci/sbom {{ folder }}

# Drive the pages in a browser (Chromium)
e2e *arguments:
    uv run --quiet --group e2e pytest -m e2e {{ arguments }}

# Drive the API with the big corpora
realdata *arguments:
    uv run --quiet pytest -m realdata {{ arguments }}

# Send the API whatever its description allows, and does not, as every role: the long form
fuzz *arguments:
    SUPERVISION_FUZZ=long uv run --quiet --group fuzz pytest -m fuzz -s {{ arguments }}

# Switch every rule of access off in turn, and expect the matrix to notice: more than an hour
mutate-policy *arguments:
    uv run --quiet pytest -s -n 0 tests/matrix/mutate.py {{ arguments }}

# Kill, cut and crash what a server stands on, at length
faults *arguments:
    SUPERVISION_FAULTS=long uv run --quiet pytest -m faults -s tests/faults {{ arguments }}
    SUPERVISION_FAULTS=long uv run --quiet pytest -n0 tests/cases/test_*_model.py

# Measure, and print the ratios
bench *arguments:
    uv run --quiet pytest -m benchmark -s {{ arguments }}

# How soon and how many a room reaches, beside a bare broadcast: the long form
load *arguments:
    LOAD=long uv run --quiet pytest -m benchmark -s tests/benchmarks/test_fanout.py {{ arguments }}

# The ledger as evidence, at a million entries and with slow disks: the long form
evidence *arguments:
    LEDGER=long uv run --quiet pytest -m benchmark -s tests/benchmarks/test_evidence.py {{ arguments }}

# Which branches of the rules no test takes
coverage:
    uv run --quiet pytest --cov=cases --cov=supervision --cov-branch --cov-report=term
