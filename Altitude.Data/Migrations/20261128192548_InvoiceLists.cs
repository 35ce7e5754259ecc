using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class InvoiceLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_invoices_partly_paid",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "due_on" },
                filter: "voided_at is null and paid_minor_units + credited_minor_units < total_minor_units and paid_minor_units > 0");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_refunded",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "issued_on" },
                filter: "refunded_minor_units > 0");

            migrationBuilder.CreateIndex(
                name: "ix_invoices_void",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "issued_on" },
                filter: "voided_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invoices_partly_paid",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_refunded",
                schema: "tenant",
                table: "invoices");

            migrationBuilder.DropIndex(
                name: "ix_invoices_void",
                schema: "tenant",
                table: "invoices");
        }
    }
}
