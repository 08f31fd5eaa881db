"""Connections to outside systems, the ledger of exchanges, faults by day (ADR 0033)."""

import django.db.models.deletion
import linli.kernel.ids
import linli.people.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appeals", "0006_letters_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("hotline", "12345热线"),
                            ("events", "网格事件平台"),
                            ("file", "文件导入"),
                            ("group", "群消息（通用）"),
                            ("wecom", "企业微信群"),
                            ("device", "感知设备"),
                            ("video", "视频预警"),
                            ("open311", "Open311"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("secret_sealed", linli.people.fields.SealedTextField(null=True)),
                ("config", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "运行中"), ("paused", "已暂停"), ("ended", "已停用")],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("silent_after_min", models.PositiveIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_heard_at", models.DateTimeField(null=True)),
                ("last_sent_at", models.DateTimeField(null=True)),
                ("last_failed_at", models.DateTimeField(null=True)),
                (
                    "last_fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("answer", "对方答复出错"),
                            ("slow", "对方太慢"),
                            ("unreachable", "连不上对方"),
                            ("garbled", "对方答复读不懂"),
                            ("not_allowed", "地址不允许连接"),
                            ("refused_there", "对方不接收"),
                            ("refused_here", "本系统不能登记"),
                            ("differs", "同一编号，内容不同"),
                            ("broken", "本系统出错"),
                            ("forged", "签名不对"),
                            ("replayed", "过期重放"),
                            ("unreadable", "来文读不懂"),
                            ("superseded", "对方已另发更正"),
                        ],
                        max_length=16,
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("quiet_until", models.DateTimeField(null=True)),
                ("pull_mark", models.CharField(blank=True, max_length=300)),
                ("pull_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("name",),
                        name="channels_connection_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("direction", models.CharField(choices=[("in", "收到"), ("out", "发出")], max_length=3)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "工单"),
                            ("event", "事件"),
                            ("message", "群消息"),
                            ("signal", "设备信号"),
                            ("acceptance", "受理回告"),
                            ("result", "办理结果"),
                            ("extension", "延期告知"),
                            ("return", "退回申请"),
                            ("reply", "群内回复"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("fact_id", models.UUIDField(null=True)),
                ("body_sealed", linli.people.fields.SealedTextField(null=True)),
                ("why_sealed", linli.people.fields.SealedTextField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待处理"),
                            ("done", "已完成"),
                            ("refused", "被退回"),
                            ("dead", "三天未成"),
                            ("dropped", "已作废"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("repeats", models.PositiveIntegerField(default=0)),
                (
                    "last_fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("answer", "对方答复出错"),
                            ("slow", "对方太慢"),
                            ("unreachable", "连不上对方"),
                            ("garbled", "对方答复读不懂"),
                            ("not_allowed", "地址不允许连接"),
                            ("refused_there", "对方不接收"),
                            ("refused_here", "本系统不能登记"),
                            ("differs", "同一编号，内容不同"),
                            ("broken", "本系统出错"),
                            ("forged", "签名不对"),
                            ("replayed", "过期重放"),
                            ("unreadable", "来文读不懂"),
                            ("superseded", "对方已另发更正"),
                        ],
                        max_length=16,
                    ),
                ),
                ("last_status", models.PositiveSmallIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.connection",
                    ),
                ),
                (
                    "mended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["connection", "-id"], name="channels_exchange_newest"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "refused", "dead"])),
                        fields=["connection", "state", "id"],
                        name="channels_exchange_open",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "refused", "dead"])),
                        fields=["connection", "number"],
                        name="channels_exchange_number",
                    ),
                    models.Index(
                        condition=models.Q(("appeal__isnull", False)),
                        fields=["appeal"],
                        name="channels_exchange_appeal",
                    ),
                    models.Index(
                        condition=models.Q(("body_sealed__isnull", False)),
                        fields=["done_at"],
                        name="channels_exchange_erase",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("connection", "direction", "kind", "number", "digest"), name="channels_exchange_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FaultDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "fault",
                    models.CharField(
                        choices=[
                            ("", ""),
                            ("answer", "对方答复出错"),
                            ("slow", "对方太慢"),
                            ("unreachable", "连不上对方"),
                            ("garbled", "对方答复读不懂"),
                            ("not_allowed", "地址不允许连接"),
                            ("refused_there", "对方不接收"),
                            ("refused_here", "本系统不能登记"),
                            ("differs", "同一编号，内容不同"),
                            ("broken", "本系统出错"),
                            ("forged", "签名不对"),
                            ("replayed", "过期重放"),
                            ("unreadable", "来文读不懂"),
                            ("superseded", "对方已另发更正"),
                        ],
                        max_length=16,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.connection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "day", "fault"), name="channels_fault_once")
                ],
            },
        ),
    ]
