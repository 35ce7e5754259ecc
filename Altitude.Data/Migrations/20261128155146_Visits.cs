using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Visits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_appointments_workspace_id_technician_id",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.AddColumn<string>(
                name: "visits",
                schema: "tenant",
                table: "workspaces",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{\"Days\": [1, 2, 3, 4, 5], \"From\": \"08:00:00\", \"Until\": \"17:00:00\", \"SlotMinutes\": 60, \"LeadHours\": 24, \"TravelMinutes\": 30, \"DaysAhead\": 28}'");

            migrationBuilder.AddColumn<string>(
                name: "cancel_reason",
                schema: "tenant",
                table: "appointments",
                type: "character varying(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "confirmed_at",
                schema: "tenant",
                table: "appointments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "customer_notes",
                schema: "tenant",
                table: "appointments",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "news",
                schema: "tenant",
                table: "appointments",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "sequence",
                schema: "tenant",
                table: "appointments",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "series_id",
                schema: "tenant",
                table: "appointments",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "staff_notes",
                schema: "tenant",
                table: "appointments",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "wish",
                schema: "tenant",
                table: "appointments",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "appointment_technicians",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    appointment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appointment_technicians", x => new { x.workspace_id, x.appointment_id, x.staff_id });
                    table.ForeignKey(
                        name: "fk_appointment_technicians_appointments_workspace_id_appointme",
                        columns: x => new { x.workspace_id, x.appointment_id },
                        principalSchema: "tenant",
                        principalTable: "appointments",
                        principalColumns: new[] { "workspace_id", "id" });
                    table.ForeignKey(
                        name: "fk_appointment_technicians_staff_members_workspace_id_staff_id",
                        columns: x => new { x.workspace_id, x.staff_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_wishes",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "starts_at" },
                filter: "state = 'Requested'");

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_location_id",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_series_id_starts_at",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "series_id", "starts_at" },
                filter: "series_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_technician_id_starts_at",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "technician_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_appointment_technicians_workspace_id_staff_id",
                schema: "tenant",
                table: "appointment_technicians",
                columns: new[] { "workspace_id", "staff_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_appointments_service_locations_workspace_id_location_id",
                schema: "tenant",
                table: "appointments",
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
                name: "fk_appointments_service_locations_workspace_id_location_id",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropTable(
                name: "appointment_technicians",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_appointments_wishes",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropIndex(
                name: "ix_appointments_workspace_id_location_id",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropIndex(
                name: "ix_appointments_workspace_id_series_id_starts_at",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropIndex(
                name: "ix_appointments_workspace_id_technician_id_starts_at",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "visits",
                schema: "tenant",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "cancel_reason",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "confirmed_at",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "customer_notes",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "news",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "sequence",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "series_id",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "staff_notes",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.DropColumn(
                name: "wish",
                schema: "tenant",
                table: "appointments");

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_technician_id",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "technician_id" });
        }
    }
}
