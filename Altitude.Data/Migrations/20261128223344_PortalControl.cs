using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class PortalControl : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "portal_hidden",
                schema: "tenant",
                table: "workspaces",
                type: "integer",
                maxLength: 32,
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "portal_idle_minutes",
                schema: "tenant",
                table: "workspaces",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "portal_privacy",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(20000)",
                maxLength: 20000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "portal_terms",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(20000)",
                maxLength: 20000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "portal_welcome",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "ix_portal_sessions_workspace_id_expires_at",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "expires_at" },
                filter: "ended_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_portal_sessions_workspace_id_expires_at",
                schema: "tenant",
                table: "portal_sessions");

            migrationBuilder.DropColumn(
                name: "portal_hidden",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "portal_idle_minutes",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "portal_privacy",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "portal_terms",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "portal_welcome",
                schema: "tenant",
                table: "workspaces");
        }
    }
}
