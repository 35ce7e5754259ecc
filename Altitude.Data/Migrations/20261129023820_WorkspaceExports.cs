using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class WorkspaceExports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "workspace_exports",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ready_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_exports", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_workspace_exports_staff_members_workspace_id_asked_by",
                        columns: x => new { x.workspace_id, x.asked_by },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workspace_export_parts",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    export_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspace_export_parts", x => new { x.workspace_id, x.export_id, x.number });
                    table.CheckConstraint("ck_workspace_export_parts_bounded", "octet_length(bytes) between 1 and 1048576");
                    table.ForeignKey(
                        name: "fk_workspace_export_parts_workspace_exports_workspace_id_expor",
                        columns: x => new { x.workspace_id, x.export_id },
                        principalSchema: "tenant",
                        principalTable: "workspace_exports",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_workspace_exports_workspace_id_asked_at",
                schema: "tenant",
                table: "workspace_exports",
                columns: new[] { "workspace_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_workspace_exports_workspace_id_asked_by",
                schema: "tenant",
                table: "workspace_exports",
                columns: new[] { "workspace_id", "asked_by" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "workspace_export_parts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "workspace_exports",
                schema: "tenant");
        }
    }
}
