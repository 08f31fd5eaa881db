"""A picture that a report points to is an exchange, and may be none (ADR 0044)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_faults_of_floods"),
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
                    ("no_picture", "链接里不是照片"),
                    ("superseded", "对方已另发更正"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="exchange",
            name="kind",
            field=models.CharField(
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
                    ("picture", "照片"),
                ],
                max_length=12,
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
                    ("no_picture", "链接里不是照片"),
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
                    ("no_picture", "链接里不是照片"),
                    ("superseded", "对方已另发更正"),
                ],
                max_length=16,
            ),
        ),
    ]
