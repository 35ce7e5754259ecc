using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class PortalViewings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "portal_viewings",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_viewings", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_portal_viewings_contacts_workspace_id_contact_id",
                        columns: x => new { x.workspace_id, x.contact_id },
                        principalSchema: "tenant",
                        principalTable: "contacts",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_portal_viewings_staff_members_workspace_id_staff_id",
                        columns: x => new { x.workspace_id, x.staff_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_portal_viewings_workspace_id_contact_id",
                schema: "tenant",
                table: "portal_viewings",
                columns: new[] { "workspace_id", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_portal_viewings_workspace_id_staff_id",
                schema: "tenant",
                table: "portal_viewings",
                columns: new[] { "workspace_id", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ix_portal_viewings_workspace_id_staff_session_id_contact_id",
                schema: "tenant",
                table: "portal_viewings",
                columns: new[] { "workspace_id", "staff_session_id", "contact_id" },
                unique: true,
                filter: "ended_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "portal_viewings",
                schema: "tenant");
        }
    }
}
