"""The switches of the vendor's conduct; what each means and where it is known from stands in ``vendor.yaml``."""

from __future__ import annotations

from typing import Literal

from mockcc.runtime.tables import Row, Table

ErrorStatus = Literal[200, 302, 400, 401, 403, 404, 422, 500, 502, 503]
"""The status of an OAuth error; 302 is a redirect in place of the page."""


class Settings(Row):
    """Lifetimes are in the unit of their name; an empty list switches a thing off."""

    access_token_minutes: float
    refresh_token_short_minutes: float
    refresh_token_long_minutes: float
    access_token_length: int
    refresh_token_length: int
    refresh_token_max_per_user: int
    refresh_token_rotation: bool
    authorization_code_seconds: float
    state_seconds: float
    pkce_required: bool
    wrong_client_error: Literal["unauthorized_client", "invalid_client"]
    wrong_grant_error: Literal["invalid_request", "invalid_grant"]
    wrong_grant_type_error: Literal["invalid_request", "unsupported_grant_type"]
    oauth_error_body: Literal["both", "problem", "oauth"]
    password_login: bool
    lockout_steps_seconds: list[float]
    lockout_status: Literal[429, 401]
    disable_after_failures: int
    super_api_keys: bool
    super_api_key_minutes: float
    api: Literal["up", "failing", "rate_limited", "unpaid"]
    live_agent_feature: bool
    live_agent_whitelist: list[str]

    live_agent_client_id: str
    live_agent_client_secret: str
    live_agent_redirect_uri: str
    live_agent_api: Literal["reachable", "refused", "timeout", "tls_failure"]
    live_agent_users_me_path: Literal["/v2.0/users/me", "/new/v2.0/users/me", "/users/me"]
    live_agent_role_change: Literal["next_login", "at_once"]
    spelling: Literal["british", "american"]
    misconfigured_status: ErrorStatus
    unmapped_status: ErrorStatus
    unauthorised_status: ErrorStatus
    session_handover: Literal["A", "B"]
    sso_token_seconds: float
    auth_token_lifespan_seconds: float
    max_clients_per_user: int
    bug_wrong_organisation: bool
    bug_wrong_account: bool
    bug_sso_login: bool
    bug_unable_to_log_in: bool
    get_sign_in: Literal["method_not_allowed", "redirect"]
    auth_origins: list[str]


SETTINGS = Table("settings", Settings)
