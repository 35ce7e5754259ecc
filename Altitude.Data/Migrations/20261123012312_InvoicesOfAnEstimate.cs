using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class InvoicesOfAnEstimate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_invoices_workspace_id_estimate_id",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "estimate_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invoices_workspace_id_estimate_id",
                schema: "tenant",
                table: "invoices");
        }
    }
}
