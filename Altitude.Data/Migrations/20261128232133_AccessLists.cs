using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class AccessLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "channel",
                schema: "tenant",
                table: "setup_links",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "handed_over_at",
                schema: "tenant",
                table: "setup_links",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "issued_by",
                schema: "tenant",
                table: "setup_links",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sent_to",
                schema: "tenant",
                table: "setup_links",
                type: "character varying(254)",
                maxLength: 254,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "link_id",
                schema: "tenant",
                table: "portal_sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "invitations",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    audience = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    started_by = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    done = table.Column<int>(type: "integer", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_invitations_staff_members_workspace_id_started_by",
                        columns: x => new { x.workspace_id, x.started_by },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "setup_link_looks",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_agent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_link_looks", x => new { x.workspace_id, x.link_id });
                    table.ForeignKey(
                        name: "fk_setup_link_looks_setup_links_workspace_id_link_id",
                        columns: x => new { x.workspace_id, x.link_id },
                        principalSchema: "tenant",
                        principalTable: "setup_links",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invited_contacts",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invited_contacts", x => new { x.workspace_id, x.invitation_id, x.position });
                    table.ForeignKey(
                        name: "fk_invited_contacts_contacts_workspace_id_contact_id",
                        columns: x => new { x.workspace_id, x.contact_id },
                        principalSchema: "tenant",
                        principalTable: "contacts",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invited_contacts_invitations_workspace_id_invitation_id",
                        columns: x => new { x.workspace_id, x.invitation_id },
                        principalSchema: "tenant",
                        principalTable: "invitations",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_invited_contacts_setup_links_workspace_id_link_id",
                        columns: x => new { x.workspace_id, x.link_id },
                        principalSchema: "tenant",
                        principalTable: "setup_links",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_customer_id_issued_at",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "customer_id", "issued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_issued_at_id",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_issued_by",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_by" });

            migrationBuilder.CreateIndex(
                name: "ix_portal_sessions_workspace_id_link_id",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "link_id" });

            migrationBuilder.CreateIndex(
                name: "ix_portal_sessions_workspace_id_started_at_id",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_workspace_id_started_at",
                schema: "tenant",
                table: "invitations",
                columns: new[] { "workspace_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_workspace_id_started_by",
                schema: "tenant",
                table: "invitations",
                columns: new[] { "workspace_id", "started_by" });

            migrationBuilder.CreateIndex(
                name: "ix_invited_contacts_workspace_id_contact_id",
                schema: "tenant",
                table: "invited_contacts",
                columns: new[] { "workspace_id", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invited_contacts_workspace_id_link_id",
                schema: "tenant",
                table: "invited_contacts",
                columns: new[] { "workspace_id", "link_id" },
                unique: true,
                filter: "link_id is not null");

            migrationBuilder.AddForeignKey(
                name: "fk_portal_sessions_setup_links_workspace_id_link_id",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "link_id" },
                principalSchema: "tenant",
                principalTable: "setup_links",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_setup_links_staff_members_workspace_id_issued_by",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "issued_by" },
                principalSchema: "tenant",
                principalTable: "staff_members",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_portal_sessions_setup_links_workspace_id_link_id",
                schema: "tenant",
                table: "portal_sessions");

            migrationBuilder.DropForeignKey(
                name: "fk_setup_links_staff_members_workspace_id_issued_by",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropTable(
                name: "invited_contacts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "setup_link_looks",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "invitations",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_customer_id_issued_at",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_issued_at_id",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_setup_links_workspace_id_issued_by",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_portal_sessions_workspace_id_link_id",
                schema: "tenant",
                table: "portal_sessions");

            migrationBuilder.DropIndex(
                name: "ix_portal_sessions_workspace_id_started_at_id",
                schema: "tenant",
                table: "portal_sessions");

            migrationBuilder.DropColumn(
                name: "channel",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropColumn(
                name: "handed_over_at",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropColumn(
                name: "issued_by",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropColumn(
                name: "sent_to",
                schema: "tenant",
                table: "setup_links");

            migrationBuilder.DropColumn(
                name: "link_id",
                schema: "tenant",
                table: "portal_sessions");
        }
    }
}
