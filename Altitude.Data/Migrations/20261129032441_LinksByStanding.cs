using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class LinksByStanding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_expires_at",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "expires_at" },
                filter: "used_at is null and revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_issued_at_id1",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_at", "id" },
                filter: "used_at is null and revoked_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_issued_at_id2",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_at", "id" },
                filter: "used_at is null and revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_issued_at_id3",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_at", "id" },
                filter: "used_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_expires_at",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_issued_at_id1",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_issued_at_id2",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_issued_at_id3",
                schema: "tenant",
                table: "setup_links");
        }
    }
}
