"""The tables of a ledger file, version by version. A step is added for a new version and never changed."""

from __future__ import annotations

STEPS: tuple[str, ...] = (
    # 1: closes with what went in and what came out
    """
    create table closes (
        id integer primary key, scenario varchar not null, quarter varchar not null, number integer not null,
        closed_on varchar not null, closed_by varchar not null, note varchar not null, reason varchar not null,
        version varchar not null, engine varchar not null, input_hash varchar not null, facts varchar not null,
        scenario_text varchar not null, previous varchar not null, hash varchar not null unique,
        unique (scenario, quarter, number));
    create table close_cases (
        close integer not null, place integer not null, "case" varchar not null, title varchar not null,
        note varchar not null, parent varchar not null, choices varchar not null);
    create table close_given (
        close integer not null, place integer not null, "case" varchar not null, quantity varchar not null,
        kind varchar not null, period integer, value double, text varchar, unit varchar not null,
        origin varchar not null, source varchar not null, date varchar not null, note varchar not null, confidence varchar not null,
        "where" varchar not null, listed varchar not null, rate varchar not null, fx double not null,
        fx_from varchar not null);
    create table close_values (
        close integer not null, place integer not null, "case" varchar not null, quantity varchar not null,
        period integer, value double, text varchar, unit varchar not null, origin varchar not null,
        source varchar not null, formula varchar not null);
    create table close_prices (
        close integer not null, place integer not null, "where" varchar not null, "table" varchar not null,
        cells varchar not null, source varchar not null, valid_from varchar not null, source_date varchar not null);
    create table close_rates (
        close integer not null, place integer not null, currency varchar not null, rate double not null,
        source varchar not null, date varchar not null);
    """,
    # 2: actuals, as they were read and put to lines
    """
    create table actual_files (
        id integer primary key, scenario varchar not null, "case" varchar not null, quarter varchar not null,
        bill varchar not null, plan varchar not null, file varchar not null, digest varchar not null, kept_on varchar not null,
        kept_by varchar not null, note varchar not null);
    create table actual_rows (
        actuals integer not null, place integer not null, month varchar not null, kind varchar not null,
        account varchar not null, item varchar not null, counted double, unit varchar not null, amount double,
        currency varchar not null, source varchar not null, "where" varchar not null, line varchar not null,
        line_amount double, line_volume double, why varchar not null);
    """,
)
TABLES = ("closes", "close_cases", "close_given", "close_values", "close_prices", "close_rates")
VERSION = len(STEPS)
