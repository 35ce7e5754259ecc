using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class OnlinePayments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "checkout_attempts",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    session_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    payment_intent = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    dispute = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    amount_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkout_attempts", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_checkout_attempts_contacts_workspace_id_contact_id",
                        columns: x => new { x.workspace_id, x.contact_id },
                        principalSchema: "tenant",
                        principalTable: "contacts",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_checkout_attempts_invoices_workspace_id_invoice_id",
                        columns: x => new { x.workspace_id, x.invoice_id },
                        principalSchema: "tenant",
                        principalTable: "invoices",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payment_accounts",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    endpoint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    secret_key = table.Column<byte[]>(type: "bytea", nullable: true),
                    secret_key_end = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    webhook_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    webhook_secret_end = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    least_part = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_accounts", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_payment_accounts_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "webhook_endpoints",
                schema: "platform",
                columns: table => new
                {
                    endpoint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_endpoints", x => x.endpoint);
                });

            migrationBuilder.CreateTable(
                name: "webhook_inbox",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    endpoint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    event_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    type = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    object_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    api_version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    is_live = table.Column<bool>(type: "boolean", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_inbox", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_payable",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "invoice_id" },
                unique: true,
                filter: "state in ('Opening', 'Open', 'Processing')");

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_contact_id",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_created_at",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_invoice_id_created_at",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "invoice_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_payment_intent",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "payment_intent" });

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_session_id",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "session_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payment_accounts_workspace_id",
                schema: "tenant",
                table: "payment_accounts",
                column: "workspace_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_endpoints_workspace_id",
                schema: "platform",
                table: "webhook_endpoints",
                column: "workspace_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_received_at",
                schema: "platform",
                table: "webhook_inbox",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_workspace_id_event_id",
                schema: "platform",
                table: "webhook_inbox",
                columns: new[] { "workspace_id", "event_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_inbox_workspace_id_received_at",
                schema: "platform",
                table: "webhook_inbox",
                columns: new[] { "workspace_id", "received_at" },
                filter: "state = 'Review'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "checkout_attempts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "payment_accounts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "webhook_endpoints",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "webhook_inbox",
                schema: "platform");
        }
    }
}
