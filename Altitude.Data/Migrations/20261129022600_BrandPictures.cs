using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class BrandPictures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "brand_font",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Clear");

            migrationBuilder.AddColumn<string>(
                name: "brand_images",
                schema: "tenant",
                table: "workspaces",
                type: "jsonb",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "brand_mail_header",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Band");

            migrationBuilder.AddColumn<bool>(
                name: "brand_names_mails",
                schema: "tenant",
                table: "workspaces",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "brand_pictures",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    png = table.Column<byte[]>(type: "bytea", nullable: false),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    shown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_brand_pictures", x => new { x.workspace_id, x.id });
                    table.CheckConstraint("ck_brand_pictures_bounded", "octet_length(png) between 1 and 204800");
                    table.ForeignKey(
                        name: "fk_brand_pictures_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_brand_pictures_tried_on",
                schema: "tenant",
                table: "brand_pictures",
                columns: new[] { "workspace_id", "added_at" },
                filter: "shown_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "brand_pictures",
                schema: "tenant");

            migrationBuilder.DropColumn(
                name: "brand_font",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "brand_images",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "brand_mail_header",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "brand_names_mails",
                schema: "tenant",
                table: "workspaces");
        }
    }
}
