using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Npgsql;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>What stands behind an address of the portal: the workspace, and who the browser is there.</summary>
/// <param name="Position">The feed's position before anything of the page was read.</param>
/// <param name="Visitor">Null: not signed in, for the reason in <paramref name="Refusal"/>.</param>
/// <param name="Refusal">Rule code; null: signed in.</param>
public sealed record PortalEntry(WorkspaceView Workspace, long Position, Visitor? Visitor, string? Refusal);

/// <summary>Opens the portal: one round trip says which workspace an address means and whether this browser is signed in to it.</summary>
public sealed class PortalDoor(NpgsqlDataSource database, WorkspaceViews views)
{
    /// <param name="browser">SHA-256 of the browser's secret; null: it brought none.</param>
    /// <returns>Null: there is no such workspace.</returns>
    public async Task<PortalEntry?> FindAsync(string slug, byte[]? browser, CancellationToken cancellationToken)
    {
        if (slug.Length > 40)
        {
            return null;
        }

        (Id<Workspace> Id, int Revision) workspace;
        long position;
        string? refusal;
        Visitor? visitor = null;
        await using (var command = database.CreateCommand("select * from altitude.find_visitor($1, $2)"))
        {
            command.Parameters.Add(new() { Value = slug });
            command.Parameters.Add(new() { Value = browser ?? [] });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            workspace = (new Id<Workspace>(reader.GetGuid(0)), reader.GetInt32(1));
            position = reader.GetInt64(2);
            refusal = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3);
            if (refusal is null)
            {
                visitor = new Visitor(
                    workspace.Id,
                    new Id<PortalSession>(reader.GetGuid(4)),
                    new Id<Contact>(reader.GetGuid(5)),
                    new Id<Customer>(reader.GetGuid(6)),
                    Enum.Parse<ContactRights>(reader.GetString(7)),
                    reader.GetString(8)
                );
            }
        }

        return new PortalEntry(await views.FindAsync(workspace.Id, workspace.Revision, cancellationToken), position, visitor, refusal);
    }
}
