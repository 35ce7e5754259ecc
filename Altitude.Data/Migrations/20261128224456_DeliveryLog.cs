using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class DeliveryLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "ran_at",
                schema: "tenant",
                table: "sweep_runs",
                type: "timestamp with time zone",
                nullable: true,
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "failed_at",
                schema: "tenant",
                table: "sweep_runs",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_recipient_queued_at",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "recipient", "queued_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_email_deliveries_workspace_id_recipient_queued_at",
                schema: "tenant",
                table: "email_deliveries");

            migrationBuilder.DropColumn(
                name: "failed_at",
                schema: "tenant",
                table: "sweep_runs");

            migrationBuilder.AlterColumn<DateTimeOffset>(
                name: "ran_at",
                schema: "tenant",
                table: "sweep_runs",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)),
                oldClrType: typeof(DateTimeOffset),
                oldType: "timestamp with time zone",
                oldNullable: true);
        }
    }
}
