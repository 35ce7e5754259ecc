using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class WordsByCustomer : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customer_words_workspace_id_customer_id",
                schema: "tenant",
                table: "customer_words");

            migrationBuilder.CreateIndex(
                name: "ix_customer_words_workspace_id_customer_id_word",
                schema: "tenant",
                table: "customer_words",
                columns: new[] { "workspace_id", "customer_id", "word" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_customer_words_workspace_id_customer_id_word",
                schema: "tenant",
                table: "customer_words");

            migrationBuilder.CreateIndex(
                name: "ix_customer_words_workspace_id_customer_id",
                schema: "tenant",
                table: "customer_words",
                columns: new[] { "workspace_id", "customer_id" });
        }
    }
}
