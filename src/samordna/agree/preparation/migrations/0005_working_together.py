import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from samordna.ground.privacy.append_only import append_only_again


class Migration(migrations.Migration):
    dependencies = [
        ("preparation", "0004_application_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionversion",
            name="copied_from",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=4)),
                ("size", models.PositiveIntegerField(help_text="Bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=300)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_by_name", models.CharField(blank=True, max_length=300)),
                ("removed_because", models.CharField(blank=True, max_length=300)),
                (
                    "cleared_at",
                    models.DateTimeField(
                        blank=True, help_text="When the bytes of a removed file were erased", null=True
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="preparation.case"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("case", "sha256"),
                        name="attachment_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at__isnull", True), ("content__isnull", False)),
                            models.Q(
                                ("cleared_at__isnull", False), ("content__isnull", True), ("removed_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="attachment_has_its_bytes_until_cleared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=20)),
                ("question", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=300)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("resolved_by_name", models.CharField(blank=True, max_length=300)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="preparation.case"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="preparation.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("thread__isnull", True), ("resolved_at__isnull", True), _connector="OR"),
                        name="comment_threads_are_resolved",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=40)),
                ("text", models.TextField(blank=True)),
                ("based_on", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="preparation.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "question", "account"), name="draft_one_each")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=20)),
                ("seen_at", models.DateTimeField()),
                ("wrote_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="present", to="preparation.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "account"), name="presence_one_each")],
            },
        ),
        append_only_again("preparation_sectionversion"),
    ]
