using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Notifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_email_deliveries_workspace_id_cause_kind_recipient",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.AddColumn<string>(
                name: "notifications",
                schema: "tenant",
                table: "workspaces",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{\"Switched\": {}, \"Quiet\": null, \"VisitReminderHours\": [24], \"EstimateUnansweredDays\": 3, \"EstimateExpiringDays\": 2, \"InvoiceDueSoonDays\": 3, \"InvoiceOverdueDays\": [1, 7, 14], \"LeadWaitingHours\": 24}'");

            migrationBuilder.AddColumn<string>(
                name: "muted",
                schema: "tenant",
                table: "staff_members",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<int>(
                name: "again",
                schema: "tenant",
                table: "email_deliveries",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_try_at",
                schema: "tenant",
                table: "email_deliveries",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mail_wordings",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mail = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    changed_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_wordings", x => new { x.workspace_id, x.mail });
                    table.ForeignKey(
                        name: "fk_mail_wordings_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminder_marks",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    of = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminder_marks", x => new { x.workspace_id, x.kind, x.subject, x.of, x.step });
                    table.ForeignKey(
                        name: "fk_reminder_marks_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sweep_runs",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    runs = table.Column<long>(type: "bigint", nullable: false),
                    ran_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    did = table.Column<string>(type: "jsonb", nullable: false),
                    acted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acted = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sweep_runs", x => new { x.workspace_id, x.kind });
                    table.ForeignKey(
                        name: "fk_sweep_runs_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_cause_kind_recipient_again",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "cause", "kind", "recipient", "again" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_state_queued_at",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "state", "queued_at" });

            // Companies founded before the sweeps get them too; the function that founds has them from now on.
            migrationBuilder.Sql(
                """
                insert into platform.outbox (id, workspace_id, kind, subject, due_at, attempts)
                  select gen_random_uuid(), w.id, k.kind, w.id, now() + interval '1 hour', 0
                  from platform.workspaces w
                  cross join (values ('sweep-links'), ('sweep-sessions'), ('sweep-reminders'), ('sweep-overdue'), ('sweep-estimates'), ('sweep-outbox')) k (kind)
                  where w.closed_at is null
                  on conflict (workspace_id, kind, subject) do nothing
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mail_wordings",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "reminder_marks",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "sweep_runs",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_email_deliveries_workspace_id_cause_kind_recipient_again",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_email_deliveries_workspace_id_state_queued_at",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.DropColumn(
                name: "notifications",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "muted",
                schema: "tenant",
                table: "staff_members");

            migrationBuilder.DropColumn(
                name: "again",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.DropColumn(
                name: "next_try_at",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_cause_kind_recipient",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "cause", "kind", "recipient" },
                unique: true);
        }
    }
}
