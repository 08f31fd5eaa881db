"""Accounts and what keeps them safe."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Lower

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.words import TokenKind


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its login name, as Django's sign-in asks."""


class Account(AbstractBaseUser):
    """Somebody who can sign in. Rights are grants; there is no superuser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=64, unique=True)  # lower case
    phone_sealed = SealedTextField(null=True)
    # Serves: sign-in by phone. One account per phone.
    phone_index = models.BinaryField(max_length=32, null=True, unique=True)
    phone_verified_at = models.DateTimeField(null=True)  # a code sent there came back
    name_sealed = SealedTextField(null=True)
    email_sealed = SealedTextField(null=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(
        default=False, db_default=False
    )  # another system's: nobody signs in with it, it has keys only
    language = models.CharField(max_length=8, default="zh-hans")
    large_type = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    password_changed_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    totp_sealed = SealedTextField(null=True)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)  # a code is good once
    recovery_hashes = ArrayField(models.BinaryField(max_length=32), default=list)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            # Guards: one spelling per login name, so that nobody can pose as another by capitals.
            models.CheckConstraint(condition=models.Q(login=Lower("login")), name="people_account_login_is_lower"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SignIn(models.Model):
    """One attempt to sign in; kept at least six months (网络安全法 §23)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    login_index = models.BinaryField(max_length=32)
    ok = models.BooleanField()
    reason = models.CharField(max_length=32, blank=True)
    ip_digest = models.BinaryField(max_length=32)
    agent = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        # Serves: the auditor's page, newest first.
        indexes = [models.Index(fields=["-at", "-id"], name="people_signin_newest")]

    def __str__(self) -> str:
        return str(self.id)


class Press(models.Model):
    """One press of a button over the interface: by whom and under which key, for which words, and what it made.

    Digests only, and the id that was made; forgotten after a month.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    words = models.BinaryField(max_length=32)
    made = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        # Serves: forgetting old presses.
        indexes = [models.Index(fields=["at"], name="people_press_at")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]


class ApiToken(models.Model):
    """A program's key to some of the deeds of an account. A key and its successors (rotation) are one series."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series_id = models.UUIDField(default=new_id, db_default=RandomUUID())
    kind = models.CharField(
        max_length=8, choices=TokenKind.choices(), default=TokenKind.PERSONAL.value, db_default=TokenKind.PERSONAL.value
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=64))
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)  # to the hour: a key that nobody uses is a key to take back

    class Meta:
        constraints = [
            # Guards: a person's key ends by itself, also when nobody remembers it.
            models.CheckConstraint(
                condition=models.Q(kind=TokenKind.SYSTEM.value) | models.Q(expires_at__isnull=False),
                name="people_apitoken_personal_ends",
            ),
        ]
        # Serves: the reach of whoever subscribed with a key, whatever key of its series is the present one.
        indexes = [models.Index(fields=["series_id"], name="people_apitoken_series")]

    def __str__(self) -> str:
        return self.prefix
