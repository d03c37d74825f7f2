"""Signed requests: what is believed, and what is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from assistant.errors import SettingsError
from assistant.signing import (
    REPLAY_WINDOW_SECONDS,
    SignatureFault,
    SigningSecret,
    is_message_id,
    signature_fault,
    signed_headers,
)

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
SECRET_TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = SigningSecret(SECRET_TEXT)
OTHER = SigningSecret(SigningSecret.generate())
BODY = '{"place": "café"}'.encode()


def fault(headers, body=BODY, secrets=(SECRET,), now=NOW):
    return signature_fault(headers, body, secrets, now)


def test_a_signed_body_is_believed():
    assert fault(signed_headers(SECRET, "msg_1", BODY, NOW)) is None


def test_the_signature_is_the_one_of_the_standard_webhooks_example():
    # The example of the specification's reference implementations.
    stamp = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', stamp)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_reference_library_believes_our_headers():
    headers = signed_headers(SECRET, "msg_1", BODY, datetime.now(UTC))
    Webhook(SECRET_TEXT).verify(BODY, headers, json_parse=False)


def test_the_idempotency_key_equals_the_message_id():
    headers = signed_headers(SECRET, "report-1", BODY, NOW)
    assert headers["Idempotency-Key"] == headers["webhook-id"] == "report-1"


def test_a_clock_in_another_zone_signs_the_same():
    in_new_york = NOW.astimezone(ZoneInfo("America/New_York"))
    assert signed_headers(SECRET, "m", BODY, in_new_york) == signed_headers(SECRET, "m", BODY, NOW)


@given(body=st.text().map(str.encode), changed=st.text().map(str.encode))
def test_any_changed_body_is_refused(body, changed):
    headers = signed_headers(SECRET, "m", body, NOW)
    assert fault(headers, changed) == (None if body == changed else SignatureFault.NO_MATCH)


def test_a_changed_id_is_refused():
    headers = signed_headers(SECRET, "m", BODY, NOW) | {"webhook-id": "n"}
    assert fault(headers) is SignatureFault.NO_MATCH


def test_a_changed_timestamp_is_refused():
    headers = signed_headers(SECRET, "m", BODY, NOW) | {"webhook-timestamp": str(int(NOW.timestamp()) + 1)}
    assert fault(headers) is SignatureFault.NO_MATCH


def test_another_secret_is_refused():
    assert fault(signed_headers(OTHER, "m", BODY, NOW)) is SignatureFault.NO_MATCH


def test_during_a_rotation_the_old_and_the_new_secret_are_believed():
    for secret in (SECRET, OTHER):
        assert fault(signed_headers(secret, "m", BODY, NOW), secrets=(SECRET, OTHER)) is None


def test_one_right_signature_among_several_is_enough():
    headers = signed_headers(SECRET, "m", BODY, NOW)
    headers["webhook-signature"] = f"v1a,abcd nonsense {headers['webhook-signature']}"
    assert fault(headers) is None


def test_without_any_secret_nothing_is_believed():
    assert fault(signed_headers(SECRET, "m", BODY, NOW), secrets=()) is SignatureFault.NO_MATCH


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(missing):
    headers = signed_headers(SECRET, "m", BODY, NOW)
    del headers[missing]
    assert fault(headers) is SignatureFault.HEADERS_MISSING


@pytest.mark.parametrize(
    ("seconds_late", "expected"),
    [
        (REPLAY_WINDOW_SECONDS, None),
        (REPLAY_WINDOW_SECONDS + 1, SignatureFault.TOO_OLD),
        (-REPLAY_WINDOW_SECONDS, None),
        (-REPLAY_WINDOW_SECONDS - 1, SignatureFault.TOO_NEW),
    ],
)
def test_the_replay_window_is_five_minutes_either_way(seconds_late, expected):
    headers = signed_headers(SECRET, "m", BODY, NOW)
    assert fault(headers, now=NOW + timedelta(seconds=seconds_late)) is expected


@given(
    headers=st.fixed_dictionaries(
        {name: st.text() for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    ),
    body=st.binary(),
)
def test_nonsense_headers_and_bodies_are_refused_and_raise_nothing(headers, body):
    assert fault(headers, body) is not None


def test_a_body_that_is_not_utf8_is_refused():
    headers = signed_headers(SECRET, "m", BODY, NOW)
    assert fault(headers, b"\xff\xfe") is SignatureFault.NO_MATCH


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_short", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_ÄÖ" * 20])
def test_a_broken_secret_is_refused_without_being_shown(text):
    with pytest.raises(SettingsError) as caught:
        SigningSecret(text, "platform.secret")
    assert "Platform.secret is not" in str(caught.value)
    assert len(text) < 8 or text not in str(caught.value)


def test_a_secret_does_not_show_itself():
    assert "MfKQ" not in repr(SECRET)


@pytest.mark.parametrize(
    ("text", "fits"), [("report-1:a_B", True), ("", False), ("a.b", False), ("a b", False), ("a" * 129, False)]
)
def test_message_ids_have_no_separator_in_them(text, fits):
    assert is_message_id(text) is fits
