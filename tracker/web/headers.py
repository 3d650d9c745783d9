"""What every answer says to the browser: no script or style but our own, no framing, no sniffing."""

from flask import Flask, request
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def init_headers(app: Flask) -> None:
    """Set the security headers on every answer."""

    @app.after_request
    def _set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if app.config["SETTINGS"].https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in ("static", "vendor.show"):
            headers["Cache-Control"] = "no-store"
        return response
