using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class EstimateAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_consents_workspace_id_estimate_id_version",
                schema: "tenant",
                table: "consents");

            migrationBuilder.AddColumn<Guid>(
                name: "answered_by_contact",
                schema: "tenant",
                table: "estimates",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "round",
                schema: "tenant",
                table: "estimates",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "wish",
                schema: "tenant",
                table: "estimates",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "package",
                schema: "tenant",
                table: "consents",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "round",
                schema: "tenant",
                table: "consents",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "consent_withdrawals",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consent_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    user_agent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consent_withdrawals", x => new { x.workspace_id, x.consent_id });
                    table.ForeignKey(
                        name: "fk_consent_withdrawals_consents_workspace_id_consent_id",
                        columns: x => new { x.workspace_id, x.consent_id },
                        principalSchema: "tenant",
                        principalTable: "consents",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "estimate_remarks",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    author_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimate_remarks", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_estimate_remarks_estimates_workspace_id_estimate_id",
                        columns: x => new { x.workspace_id, x.estimate_id },
                        principalSchema: "tenant",
                        principalTable: "estimates",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "estimate_views",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimate_views", x => new { x.workspace_id, x.estimate_id, x.version, x.contact_id });
                    table.ForeignKey(
                        name: "fk_estimate_views_estimate_versions_workspace_id_estimate_id_v",
                        columns: x => new { x.workspace_id, x.estimate_id, x.version },
                        principalSchema: "tenant",
                        principalTable: "estimate_versions",
                        principalColumns: new[] { "workspace_id", "estimate_id", "number" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_consents_workspace_id_estimate_id_version_round",
                schema: "tenant",
                table: "consents",
                columns: new[] { "workspace_id", "estimate_id", "version", "round" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_estimate_remarks_workspace_id_estimate_id_at",
                schema: "tenant",
                table: "estimate_remarks",
                columns: new[] { "workspace_id", "estimate_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consent_withdrawals",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "estimate_remarks",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "estimate_views",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_consents_workspace_id_estimate_id_version_round",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "answered_by_contact",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropColumn(
                name: "round",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropColumn(
                name: "wish",
                schema: "tenant",
                table: "estimates");

            migrationBuilder.DropColumn(
                name: "package",
                schema: "tenant",
                table: "consents");

            migrationBuilder.DropColumn(
                name: "round",
                schema: "tenant",
                table: "consents");

            migrationBuilder.CreateIndex(
                name: "ix_consents_workspace_id_estimate_id_version",
                schema: "tenant",
                table: "consents",
                columns: new[] { "workspace_id", "estimate_id", "version" },
                unique: true);
        }
    }
}
