using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Extras : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "extras_minor_units",
                schema: "tenant",
                table: "refunds",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "surcharge_minor_units",
                schema: "tenant",
                table: "payments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "tip_minor_units",
                schema: "tenant",
                table: "payments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "asks_for_tips",
                schema: "tenant",
                table: "payment_accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "most_surcharge",
                schema: "tenant",
                table: "payment_accounts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "surcharge_percent",
                schema: "tenant",
                table: "payment_accounts",
                type: "numeric(7,4)",
                precision: 7,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<string>(
                name: "surcharge_text",
                schema: "tenant",
                table: "payment_accounts",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int[]>(
                name: "tip_percents",
                schema: "tenant",
                table: "payment_accounts",
                type: "integer[]",
                nullable: false,
                defaultValueSql: "'{10,15,20}'");

            migrationBuilder.AddColumn<string>(
                name: "means",
                schema: "tenant",
                table: "checkout_attempts",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Any");

            migrationBuilder.AddColumn<long>(
                name: "surcharge_minor_units",
                schema: "tenant",
                table: "checkout_attempts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "tip_minor_units",
                schema: "tenant",
                table: "checkout_attempts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddCheckConstraint(
                name: "ck_refunds_on_top",
                schema: "tenant",
                table: "refunds",
                sql: "amount_minor_units >= 0 and extras_minor_units >= 0 and amount_minor_units + extras_minor_units > 0 and (provider_refund is not null or extras_minor_units = 0)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_payments_on_top",
                schema: "tenant",
                table: "payments",
                sql: "surcharge_minor_units >= 0 and tip_minor_units >= 0 and (provider_intent is not null or surcharge_minor_units + tip_minor_units = 0)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_payment_accounts_on_top",
                schema: "tenant",
                table: "payment_accounts",
                sql: "surcharge_percent between 0 and 10 and most_surcharge >= 0 and cardinality(tip_percents) <= 4 and 1 <= all (tip_percents) and 50 >= all (tip_percents)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_checkout_attempts_on_top",
                schema: "tenant",
                table: "checkout_attempts",
                sql: "surcharge_minor_units >= 0 and tip_minor_units >= 0 and (surcharge_minor_units = 0 or means = 'Card')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_refunds_on_top",
                schema: "tenant",
                table: "refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_payments_on_top",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropCheckConstraint(
                name: "ck_payment_accounts_on_top",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropCheckConstraint(
                name: "ck_checkout_attempts_on_top",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropColumn(
                name: "extras_minor_units",
                schema: "tenant",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "surcharge_minor_units",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "tip_minor_units",
                schema: "tenant",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "asks_for_tips",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropColumn(
                name: "most_surcharge",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropColumn(
                name: "surcharge_percent",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropColumn(
                name: "surcharge_text",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropColumn(
                name: "tip_percents",
                schema: "tenant",
                table: "payment_accounts");

            migrationBuilder.DropColumn(
                name: "means",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropColumn(
                name: "surcharge_minor_units",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropColumn(
                name: "tip_minor_units",
                schema: "tenant",
                table: "checkout_attempts");
        }
    }
}
