using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class AppliedAndSharedPayments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "lead_id",
                schema: "tenant",
                table: "checkout_attempts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "part",
                schema: "tenant",
                table: "checkout_attempts",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "ix_invoices_unapplied",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "issued_on" },
                filter: "paid_minor_units > 0 and (voided_at is not null or paid_minor_units + credited_minor_units > total_minor_units)");

            migrationBuilder.CreateIndex(
                name: "ix_checkout_attempts_workspace_id_lead_id",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "lead_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_checkout_attempts_checkout_attempts_workspace_id_lead_id",
                schema: "tenant",
                table: "checkout_attempts",
                columns: new[] { "workspace_id", "lead_id" },
                principalSchema: "tenant",
                principalTable: "checkout_attempts",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_checkout_attempts_checkout_attempts_workspace_id_lead_id",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropIndex(
                name: "ix_invoices_unapplied",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_checkout_attempts_workspace_id_lead_id",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropColumn(
                name: "lead_id",
                schema: "tenant",
                table: "checkout_attempts");

            migrationBuilder.DropColumn(
                name: "part",
                schema: "tenant",
                table: "checkout_attempts");
        }
    }
}
