using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Conversations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "message_id",
                schema: "tenant",
                table: "stored_files",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "through",
                schema: "tenant",
                table: "email_deliveries",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "conversations",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assignee_id = table.Column<Guid>(type: "uuid", nullable: true),
                    waits_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_number = table.Column<int>(type: "integer", nullable: false),
                    from_company = table.Column<int>(type: "integer", nullable: false),
                    office_unread = table.Column<int>(type: "integer", nullable: false),
                    office_read_through = table.Column<int>(type: "integer", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_author = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    is_last_from_customer = table.Column<bool>(type: "boolean", nullable: false),
                    last_excerpt = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversations", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_conversations_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_conversations_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_conversations_staff_members_workspace_id_assignee_id",
                        columns: x => new { x.workspace_id, x.assignee_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_conversations_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    is_from_customer = table.Column<bool>(type: "boolean", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    author_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_messages_conversations_workspace_id_conversation_id",
                        columns: x => new { x.workspace_id, x.conversation_id },
                        principalSchema: "tenant",
                        principalTable: "conversations",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "read_marks",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_customer = table.Column<bool>(type: "boolean", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    through = table.Column<int>(type: "integer", nullable: false),
                    others_read = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_read_marks", x => new { x.workspace_id, x.conversation_id, x.person_id });
                    table.ForeignKey(
                        name: "fk_read_marks_conversations_workspace_id_conversation_id",
                        columns: x => new { x.workspace_id, x.conversation_id },
                        principalSchema: "tenant",
                        principalTable: "conversations",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_stored_files_workspace_id_message_id",
                schema: "tenant",
                table: "stored_files",
                columns: new[] { "workspace_id", "message_id" },
                filter: "message_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_unread",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "id" },
                filter: "office_unread > 0");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_workspace_id_assignee_id_last_at",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "assignee_id", "last_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_workspace_id_customer_id_job_id",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "customer_id", "job_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_conversations_workspace_id_job_id",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "job_id" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_workspace_id_last_at",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "last_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_workspace_id_waits_since",
                schema: "tenant",
                table: "conversations",
                columns: new[] { "workspace_id", "waits_since" },
                filter: "waits_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_messages_workspace_id_conversation_id_number",
                schema: "tenant",
                table: "messages",
                columns: new[] { "workspace_id", "conversation_id", "number" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_stored_files_messages_workspace_id_message_id",
                schema: "tenant",
                table: "stored_files",
                columns: new[] { "workspace_id", "message_id" },
                principalSchema: "tenant",
                principalTable: "messages",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_stored_files_messages_workspace_id_message_id",
                schema: "tenant",
                table: "stored_files");

            migrationBuilder.DropTable(
                name: "messages",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "read_marks",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "conversations",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_stored_files_workspace_id_message_id",
                schema: "tenant",
                table: "stored_files");

            migrationBuilder.DropColumn(
                name: "message_id",
                schema: "tenant",
                table: "stored_files");

            migrationBuilder.DropColumn(
                name: "through",
                schema: "tenant",
                table: "email_deliveries");
        }
    }
}
