using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class JobPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "photo_id",
                schema: "tenant",
                table: "staff_members",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "asked_by",
                schema: "tenant",
                table: "leads",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "location_id",
                schema: "tenant",
                table: "leads",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "end_reason",
                schema: "tenant",
                table: "jobs",
                type: "character varying(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "phone_e164",
                schema: "tenant",
                table: "contacts",
                type: "character varying(16)",
                maxLength: 16,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "wanted_email",
                schema: "tenant",
                table: "contacts",
                type: "character varying(254)",
                maxLength: 254,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "checklist_items",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by = table.Column<Guid>(type: "uuid", nullable: true),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checklist_items", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_checklist_items_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_checklist_items_staff_members_workspace_id_done_by",
                        columns: x => new { x.workspace_id, x.done_by },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_notes",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    edited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_pinned = table.Column<bool>(type: "boolean", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_notes", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_job_notes_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_job_notes_staff_members_workspace_id_author_id",
                        columns: x => new { x.workspace_id, x.author_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff_feed_positions",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_feed_positions", x => new { x.workspace_id, x.staff_id });
                    table.ForeignKey(
                        name: "fk_staff_feed_positions_staff_members_workspace_id_staff_id",
                        columns: x => new { x.workspace_id, x.staff_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff_photos",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    jpeg = table.Column<byte[]>(type: "bytea", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_photos", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_staff_photos_staff_members_workspace_id_staff_id",
                        columns: x => new { x.workspace_id, x.staff_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tags",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "und-x-icu"),
                    key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    tone = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tags", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_tags_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_tags",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tag_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_tags", x => new { x.workspace_id, x.job_id, x.tag_id });
                    table.ForeignKey(
                        name: "fk_job_tags_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_job_tags_tags_workspace_id_tag_id",
                        columns: x => new { x.workspace_id, x.tag_id },
                        principalSchema: "tenant",
                        principalTable: "tags",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_leads_workspace_id_asked_by",
                schema: "tenant",
                table: "leads",
                columns: new[] { "workspace_id", "asked_by" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_workspace_id_location_id",
                schema: "tenant",
                table: "leads",
                columns: new[] { "workspace_id", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_invoiced",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "staged_at" },
                filter: "\"end\" is null and stage = 'Invoiced'");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_unassigned",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "created_at" },
                filter: "\"end\" is null and stage <> 'Paid' and assignee_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_estimates_approved",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "answered_at" },
                filter: "state = 'Approved'");

            migrationBuilder.CreateIndex(
                name: "ix_estimates_wished",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "created_at" },
                filter: "state = 'Sent' and wish is not null");

            migrationBuilder.CreateIndex(
                name: "ix_estimate_versions_workspace_id_expires_at",
                schema: "tenant",
                table: "estimate_versions",
                columns: new[] { "workspace_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_checklist_items_workspace_id_done_by",
                schema: "tenant",
                table: "checklist_items",
                columns: new[] { "workspace_id", "done_by" });

            migrationBuilder.CreateIndex(
                name: "ix_checklist_items_workspace_id_job_id_position",
                schema: "tenant",
                table: "checklist_items",
                columns: new[] { "workspace_id", "job_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_job_notes_workspace_id_author_id",
                schema: "tenant",
                table: "job_notes",
                columns: new[] { "workspace_id", "author_id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_notes_workspace_id_job_id_written_at",
                schema: "tenant",
                table: "job_notes",
                columns: new[] { "workspace_id", "job_id", "written_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_tags_workspace_id_tag_id",
                schema: "tenant",
                table: "job_tags",
                columns: new[] { "workspace_id", "tag_id" });

            migrationBuilder.CreateIndex(
                name: "ix_staff_photos_workspace_id_staff_id",
                schema: "tenant",
                table: "staff_photos",
                columns: new[] { "workspace_id", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ix_tags_workspace_id_key",
                schema: "tenant",
                table: "tags",
                columns: new[] { "workspace_id", "key" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_leads_contacts_workspace_id_asked_by",
                schema: "tenant",
                table: "leads",
                columns: new[] { "workspace_id", "asked_by" },
                principalSchema: "tenant",
                principalTable: "contacts",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_leads_service_locations_workspace_id_location_id",
                schema: "tenant",
                table: "leads",
                columns: new[] { "workspace_id", "location_id" },
                principalSchema: "tenant",
                principalTable: "service_locations",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_leads_contacts_workspace_id_asked_by",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropForeignKey(
                name: "fk_leads_service_locations_workspace_id_location_id",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropTable(
                name: "checklist_items",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "job_notes",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "job_tags",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "staff_feed_positions",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "staff_photos",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "tags",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_leads_workspace_id_asked_by",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_leads_workspace_id_location_id",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropIndex(
                name: "ix_jobs_invoiced",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_jobs_unassigned",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_estimates_approved",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropIndex(
                name: "ix_estimates_wished",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropIndex(
                name: "ix_estimate_versions_workspace_id_expires_at",
                schema: "tenant",
                table: "estimate_versions");

            migrationBuilder.DropColumn(
                name: "photo_id",
                schema: "tenant",
                table: "staff_members");

            migrationBuilder.DropColumn(
                name: "asked_by",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "location_id",
                schema: "tenant",
                table: "leads");

            migrationBuilder.DropColumn(
                name: "end_reason",
                schema: "tenant",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "phone_e164",
                schema: "tenant",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "wanted_email",
                schema: "tenant",
                table: "contacts");
        }
    }
}
