using Altitude.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Altitude.Testing;

/// <summary>The door to workspaces with its first fence taken away: nothing filters by workspace but the database's own policies.</summary>
public static class UnfencedWorkspaces
{
    public static WorkspaceDbFactory Make(NpgsqlDataSource database, ICommitListener listener, FollowUps followUps) =>
        new(database, listener, followUps)
        {
            Options = new DbContextOptionsBuilder<WorkspaceDb>()
                .UseNpgsql(database)
                .UseSnakeCaseNamingConvention()
                .ReplaceService<IModelCustomizer, Unfencing>()
                .Options,
        };

    private sealed class Unfencing(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            foreach (var entity in modelBuilder.Model.GetEntityTypes())
            {
                if (entity.FindDeclaredQueryFilter(WorkspaceDb.Fence) is not null)
                {
                    entity.SetQueryFilter(WorkspaceDb.Fence, null);
                }
            }
        }
    }
}
