using Altitude.Data.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Altitude.Data;

/// <summary>The whole model, both schemas; owns the migrations and is used by `migrate` alone.</summary>
public sealed class SchemaDb(DbContextOptions<SchemaDb> options) : DbContext(options)
{
    public static SchemaDb Open(string ownerConnection) =>
        new(
            new DbContextOptionsBuilder<SchemaDb>()
                .UseNpgsql(ownerConnection, npgsql => npgsql.MigrationsHistoryTable(Schemas.MigrationsTable, Schemas.Platform).CommandTimeout(600))
                .UseSnakeCaseNamingConvention()
                .Options
        );

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        TenantModel.Apply(modelBuilder);
        PlatformMapping.Apply(modelBuilder);
    }
}

/// <summary>For dotnet-ef alone, which never opens this connection when it adds a migration.</summary>
public sealed class SchemaDbDesign : IDesignTimeDbContextFactory<SchemaDb>
{
    public SchemaDb CreateDbContext(string[] args) => SchemaDb.Open("Host=localhost;Database=design");
}
