using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class CalendarFeeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calendar_feeds",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_feeds", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_calendar_feeds_staff_members_workspace_id_staff_id",
                        columns: x => new { x.workspace_id, x.staff_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "calendar_lookups",
                schema: "platform",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    feed_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_lookups", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feeds_workspace_id_staff_id",
                schema: "tenant",
                table: "calendar_feeds",
                columns: new[] { "workspace_id", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_lookups_workspace_id_feed_id",
                schema: "platform",
                table: "calendar_lookups",
                columns: new[] { "workspace_id", "feed_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_feeds",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "calendar_lookups",
                schema: "platform");
        }
    }
}
