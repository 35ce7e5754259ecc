using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Invoices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_live",
                schema: "tenant",
                table: "payments",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "note",
                schema: "tenant",
                table: "payments",
                type: "character varying(500)",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "provider_intent",
                schema: "tenant",
                table: "payments",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "provider_part",
                schema: "tenant",
                table: "payments",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<DateOnly>(
                name: "received_on",
                schema: "tenant",
                table: "payments",
                type: "date",
                nullable: false,
                defaultValue: new DateOnly(1, 1, 1));

            migrationBuilder.AddColumn<string>(
                name: "recorded_by",
                schema: "tenant",
                table: "payments",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "recorded_by_id",
                schema: "tenant",
                table: "payments",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reversed_at",
                schema: "tenant",
                table: "payments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reversed_by",
                schema: "tenant",
                table: "payments",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<Guid>(
                name: "job_id",
                schema: "tenant",
                table: "invoices",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<string>(
                name: "content",
                schema: "tenant",
                table: "invoices",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.AddColumn<long>(
                name: "credited_minor_units",
                schema: "tenant",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "paid_minor_units",
                schema: "tenant",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "refunded_minor_units",
                schema: "tenant",
                table: "invoices",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "void_reason",
                schema: "tenant",
                table: "invoices",
                type: "character varying(500)",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "credits",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credited_on = table.Column<DateOnly>(type: "date", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reversed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reversed_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credits", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_credits_invoices_workspace_id_invoice_id",
                        columns: x => new { x.workspace_id, x.invoice_id },
                        principalSchema: "tenant",
                        principalTable: "invoices",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoice_drafts",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: true),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    issued_as = table.Column<Guid>(type: "uuid", nullable: true),
                    total_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    total_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoice_drafts", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_invoice_drafts_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_drafts_estimates_workspace_id_estimate_id",
                        columns: x => new { x.workspace_id, x.estimate_id },
                        principalSchema: "tenant",
                        principalTable: "estimates",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_drafts_invoices_workspace_id_issued_as",
                        columns: x => new { x.workspace_id, x.issued_as },
                        principalSchema: "tenant",
                        principalTable: "invoices",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invoice_drafts_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "refunds",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    refunded_on = table.Column<DateOnly>(type: "date", nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    provider_refund = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    amount_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refunds", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_refunds_payments_workspace_id_payment_id",
                        columns: x => new { x.workspace_id, x.payment_id },
                        principalSchema: "tenant",
                        principalTable: "payments",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_payments_workspace_id_provider_intent_is_live_provider_part",
                schema: "tenant",
                table: "payments",
                columns: new[] { "workspace_id", "provider_intent", "is_live", "provider_part" },
                unique: true,
                filter: "provider_intent is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_all",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "issued_on" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_settled",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "issued_on" },
                filter: "voided_at is null and paid_minor_units + credited_minor_units >= total_minor_units");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_unsettled",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "due_on" },
                filter: "voided_at is null and paid_minor_units + credited_minor_units < total_minor_units");

            migrationBuilder.CreateIndex(
                name: "ix_credits_workspace_id_invoice_id",
                schema: "tenant",
                table: "credits",
                columns: new[] { "workspace_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_drafts_open",
                schema: "tenant",
                table: "invoice_drafts",
                columns: new[] { "workspace_id", "created_at" },
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_invoice_drafts_workspace_id_customer_id",
                schema: "tenant",
                table: "invoice_drafts",
                columns: new[] { "workspace_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_drafts_workspace_id_estimate_id",
                schema: "tenant",
                table: "invoice_drafts",
                columns: new[] { "workspace_id", "estimate_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_drafts_workspace_id_issued_as",
                schema: "tenant",
                table: "invoice_drafts",
                columns: new[] { "workspace_id", "issued_as" });

            migrationBuilder.CreateIndex(
                name: "ix_invoice_drafts_workspace_id_job_id",
                schema: "tenant",
                table: "invoice_drafts",
                columns: new[] { "workspace_id", "job_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_workspace_id_payment_id",
                schema: "tenant",
                table: "refunds",
                columns: new[] { "workspace_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_workspace_id_provider_refund_payment_id",
                schema: "tenant",
                table: "refunds",
                columns: new[] { "workspace_id", "provider_refund", "payment_id" },
                unique: true,
                filter: "provider_refund is not null");

            migrationBuilder.AddForeignKey(
                name: "fk_invoices_customers_workspace_id_customer_id",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "customer_id" },
                principalSchema: "tenant",
                principalTable: "customers",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_invoices_estimates_workspace_id_estimate_id",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "estimate_id" },
                principalSchema: "tenant",
                principalTable: "estimates",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            // Invoices from before they kept their lines and sums: one line over the total. The owner is fenced too, so force is lifted meanwhile.
            migrationBuilder.Sql(
                """
                alter table tenant.invoices no force row level security;
                alter table tenant.payments no force row level security;
                alter table tenant.invoices alter column content drop default;
                update tenant.payments set
                  received_on = (at at time zone 'UTC')::date,
                  provider_intent = case when method = 'card' then 'pi_before_' || id end,
                  is_live = case when method = 'card' then false end;
                update tenant.invoices i set
                  content = jsonb_build_object(
                    'Title', 'Services', 'Currency', jsonb_build_object('Code', i.total_currency), 'Terms', '', 'Notes', '', 'Tax', null,
                    'Discount', jsonb_build_object('Percent', 0, 'MinorUnits', 0),
                    'Deposit', jsonb_build_object('Percent', 0, 'MinorUnits', i.deposit_minor_units),
                    'Lines', jsonb_build_array(jsonb_build_object(
                      'Key', '1', 'Description', 'Services as agreed', 'Quantity', 1, 'Unit', '', 'UnitPrice', i.total_minor_units, 'IsTaxed', false,
                      'Discount', jsonb_build_object('Percent', 0, 'MinorUnits', 0), 'IsOptional', false, 'Package', ''))),
                  paid_minor_units = (select coalesce(sum(p.amount_minor_units), 0) from tenant.payments p
                                      where p.workspace_id = i.workspace_id and p.invoice_id = i.id);
                alter table tenant.invoices force row level security;
                alter table tenant.payments force row level security;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_invoices_customers_workspace_id_customer_id",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropForeignKey(
                name: "fk_invoices_estimates_workspace_id_estimate_id",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropTable(
                name: "credits",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "invoice_drafts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "refunds",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_payments_workspace_id_provider_intent_is_live_provider_part",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropIndex(
                name: "ix_invoices_all",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_settled",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_unsettled",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "is_live",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "note",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "provider_intent",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "provider_part",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "received_on",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "recorded_by",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "recorded_by_id",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "reversed_at",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "reversed_by",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "content",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "credited_minor_units",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "paid_minor_units",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "refunded_minor_units",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropColumn(
                name: "void_reason",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.AlterColumn<Guid>(
                name: "job_id",
                schema: "tenant",
                table: "invoices",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
