using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class BrandShapes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "brand_corners",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Soft");

            migrationBuilder.AddColumn<string>(
                name: "brand_mail_footer",
                schema: "tenant",
                table: "workspaces",
                type: "character varying(300)",
                maxLength: 300,
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "brand_corners",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "brand_mail_footer",
                schema: "tenant",
                table: "workspaces");
        }
    }
}
