using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Files : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "file_lookups",
                schema: "platform",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_lookups", x => x.file_id);
                });

            migrationBuilder.CreateTable(
                name: "stored_files",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    width = table.Column<int>(type: "integer", nullable: true),
                    height = table.Column<int>(type: "integer", nullable: true),
                    is_from_customer = table.Column<bool>(type: "boolean", nullable: false),
                    added_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    added_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    is_for_customer = table.Column<bool>(type: "boolean", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stored_files", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_stored_files_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stored_files_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stored_files_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "file_contents",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    thumbnail = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_contents", x => new { x.workspace_id, x.file_id });
                    table.CheckConstraint("ck_file_contents_bounded", "octet_length(bytes) between 1 and 10485760");
                    table.ForeignKey(
                        name: "fk_file_contents_stored_files_workspace_id_file_id",
                        columns: x => new { x.workspace_id, x.file_id },
                        principalSchema: "tenant",
                        principalTable: "stored_files",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_stored_files_workspace_id_customer_id",
                schema: "tenant",
                table: "stored_files",
                columns: new[] { "workspace_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_stored_files_workspace_id_job_id_added_at",
                schema: "tenant",
                table: "stored_files",
                columns: new[] { "workspace_id", "job_id", "added_at" });

            migrationBuilder.CreateIndex(
                name: "ix_stored_files_workspace_id_removed_at",
                schema: "tenant",
                table: "stored_files",
                columns: new[] { "workspace_id", "removed_at" },
                filter: "removed_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "file_contents",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "file_lookups",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "stored_files",
                schema: "tenant");
        }
    }
}
