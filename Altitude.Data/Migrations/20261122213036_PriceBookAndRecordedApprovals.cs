using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class PriceBookAndRecordedApprovals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "session_id",
                schema: "tenant",
                table: "consents",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<Guid>(
                name: "contact_id",
                schema: "tenant",
                table: "consents",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<string>(
                name: "channel",
                schema: "tenant",
                table: "consents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(32)",
                oldMaxLength: 32);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                schema: "tenant",
                table: "consents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Portal");

            migrationBuilder.AddColumn<string>(
                name: "note",
                schema: "tenant",
                table: "consents",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "recorded_at",
                schema: "tenant",
                table: "consents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "recorded_by",
                schema: "tenant",
                table: "consents",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "recorded_by_id",
                schema: "tenant",
                table: "consents",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "estimate_templates",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "und-x-icu"),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    kept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimate_templates", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_estimate_templates_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "price_items",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "und-x-icu"),
                    description = table.Column<string>(type: "character varying(290)", maxLength: 290, nullable: false),
                    unit = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_taxed = table.Column<bool>(type: "boolean", nullable: false),
                    category = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false, collation: "und-x-icu"),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    price_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    price_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_items", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_price_items_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_estimate_templates_workspace_id_name",
                schema: "tenant",
                table: "estimate_templates",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_price_items_workspace_id_category_name",
                schema: "tenant",
                table: "price_items",
                columns: new[] { "workspace_id", "category", "name" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "estimate_templates",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "price_items",
                schema: "tenant");

            migrationBuilder.DropColumn(
                name: "kind",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "note",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "recorded_at",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "recorded_by",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "recorded_by_id",
                schema: "tenant",
                table: "consents");

            migrationBuilder.AlterColumn<Guid>(
                name: "session_id",
                schema: "tenant",
                table: "consents",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "contact_id",
                schema: "tenant",
                table: "consents",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "channel",
                schema: "tenant",
                table: "consents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "character varying(32)",
                oldMaxLength: 32,
                oldNullable: true);
        }
    }
}
