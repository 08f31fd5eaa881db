"""A flood is a fault of its own, counted by day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0003_messages_of_groups"),
    ]

    operations = [
        migrations.AlterField(
            model_name="connection",
            name="last_fault",
            field=models.CharField(
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
                    ("flood", "太频繁，请对方稍后再来"),
                    ("superseded", "对方已另发更正"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="last_fault",
            field=models.CharField(
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
                    ("flood", "太频繁，请对方稍后再来"),
                    ("superseded", "对方已另发更正"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="faultday",
            name="fault",
            field=models.CharField(
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
                    ("flood", "太频繁，请对方稍后再来"),
                    ("superseded", "对方已另发更正"),
                ],
                max_length=16,
            ),
        ),
    ]
