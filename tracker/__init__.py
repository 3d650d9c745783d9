"""Remediation Tracker: from a remediation plan to a verified result."""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.config import Settings
from tracker.extensions import init_extensions


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application. Raises WrongSetting when a setting cannot be used."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__)
    app.config.update(settings.flask(), MIGRATIONS=Path(__file__).parent.parent / "migrations")
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    init_extensions(app)
    _init_web(app)
    _register_blueprints(app)
    _register_commands(app)
    return app


def _init_web(app: Flask) -> None:
    from tracker.web import (
        access,
        addresses,
        charts,
        chips,
        errors,
        filters,
        headers,
        i18n,
        navigation,
        pace_chart,
        static,
    )

    i18n.init_i18n(app)
    filters.init_filters(app)
    charts.init_charts(app)
    pace_chart.init_pace_chart(app)
    chips.init_chips(app)
    static.init_static(app)
    navigation.init_navigation(app)
    addresses.init_addresses(app)
    access.init_access(app)
    headers.init_headers(app)
    errors.init_errors(app)


def _register_blueprints(app: Flask) -> None:
    """In story order: come in, set up the office, read a plan, do the work, look at it all."""
    from tracker import jobs_views
    from tracker.accounts import admin_views
    from tracker.accounts import views as accounts_views
    from tracker.audit import views as audit_views
    from tracker.deadlines import views as deadlines_views
    from tracker.demo_views import bp as demo
    from tracker.directions import talk_views
    from tracker.directions import views as directions_views
    from tracker.evidence import month_views
    from tracker.evidence import views as evidence_views
    from tracker.forecast import views as forecast_views
    from tracker.handovers import ledger_views as handovers_views
    from tracker.handovers import plan_views as chains_views
    from tracker.obligations import change_views as obligations_views
    from tracker.outbox import mail_views
    from tracker.outbox import views as inbox_views
    from tracker.overview import calendar_views, tracking_views
    from tracker.overview import views as overview_views
    from tracker.plans import amendment_views, bulk_views, plan_views
    from tracker.plans import views as plans_views
    from tracker.ranking import carry_views, dossier_views, notice_views, score_views
    from tracker.ranking import plan_views as ranking_plan_views
    from tracker.ranking import years_views as rankings_views
    from tracker.register import follow_views as register_views
    from tracker.reminders import office_views as reminding_views
    from tracker.reminders import own_views as own_reminders_views
    from tracker.reminders import views as reminders_views
    from tracker.review import sheet_views as sheets_views
    from tracker.review import views as review_views
    from tracker.selection import views as selection_views
    from tracker.targets import share_views
    from tracker.targets import views as targets_views
    from tracker.tasks import record_views
    from tracker.tasks import views as tasks_views
    from tracker.web import health, vendor
    from tracker.workdays import views as workdays_views

    blueprints = (
        vendor.bp,
        health.bp,
        accounts_views.bp,
        admin_views.bp,
        audit_views.bp,
        workdays_views.bp,
        jobs_views.bp,
        mail_views.bp,
        plans_views.bp,
        plan_views.bp,
        amendment_views.bp,
        bulk_views.bp,
        tasks_views.bp,
        deadlines_views.bp,
        handovers_views.bp,
        chains_views.bp,
        forecast_views.bp,
        register_views.bp,
        targets_views.bp,
        share_views.bp,
        directions_views.bp,
        talk_views.bp,
        obligations_views.bp,
        evidence_views.bp,
        month_views.bp,
        overview_views.bp,
        tracking_views.bp,
        calendar_views.bp,
        record_views.bp,
        review_views.bp,
        sheets_views.bp,
        selection_views.bp,
        rankings_views.bp,
        notice_views.bp,
        ranking_plan_views.bp,
        carry_views.bp,
        score_views.bp,
        dossier_views.bp,
        inbox_views.bp,
        reminders_views.bp,
        reminding_views.bp,
        own_reminders_views.bp,
        demo,
    )
    # Several modules may hang their pages on the same blueprint.
    for bp in dict.fromkeys(blueprints):
        app.register_blueprint(bp)


def _register_commands(app: Flask) -> None:
    from tracker import cli

    cli.init_commands(app)
