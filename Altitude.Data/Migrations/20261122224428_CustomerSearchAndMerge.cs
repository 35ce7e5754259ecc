using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class CustomerSearchAndMerge : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "merged_into",
                schema: "tenant",
                table: "customers",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "customer_words",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    word = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customer_words", x => new { x.workspace_id, x.word, x.customer_id });
                    table.ForeignKey(
                        name: "fk_customer_words_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_workspace_id_merged_into",
                schema: "tenant",
                table: "customers",
                columns: new[] { "workspace_id", "merged_into" });

            migrationBuilder.CreateIndex(
                name: "ix_customer_words_workspace_id_customer_id",
                schema: "tenant",
                table: "customer_words",
                columns: new[] { "workspace_id", "customer_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_customers_customers_workspace_id_merged_into",
                schema: "tenant",
                table: "customers",
                columns: new[] { "workspace_id", "merged_into" },
                principalSchema: "tenant",
                principalTable: "customers",
                principalColumns: new[] { "workspace_id", "id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_customers_customers_workspace_id_merged_into",
                schema: "tenant",
                table: "customers");

            migrationBuilder.DropTable(
                name: "customer_words",
                schema: "tenant");

            migrationBuilder.DropIndex(
                name: "ix_customers_workspace_id_merged_into",
                schema: "tenant",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "merged_into",
                schema: "tenant",
                table: "customers");
        }
    }
}
