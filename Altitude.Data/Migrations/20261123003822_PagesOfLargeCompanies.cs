using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class PagesOfLargeCompanies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_jobs_workspace_id_stage_staged_at",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_open",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "customer_id" },
                filter: "\"end\" is null and stage <> 'Paid'");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_paid",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "staged_at" },
                filter: "\"end\" is null and stage = 'Paid'");

            migrationBuilder.CreateIndex(
                name: "ix_estimates_all",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_estimates_open",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "created_at" },
                filter: "state = 'Sent' and expiry_noted_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_jobs_open",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_paid",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_estimates_all",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropIndex(
                name: "ix_estimates_open",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_stage_staged_at",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "stage", "staged_at" },
                filter: "\"end\" is null");
        }
    }
}
