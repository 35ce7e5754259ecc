using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Security;
using Npgsql;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>What stands behind an address of the portal: the workspace, and who the browser is there.</summary>
/// <param name="Position">The feed's position before anything of the page was read.</param>
/// <param name="Reader">Null: nobody is in, for the reason in <paramref name="Refusal"/>.</param>
/// <param name="Refusal">Rule code; null: somebody is in.</param>
public sealed record PortalEntry(WorkspaceView Workspace, long Position, PortalReader? Reader, string? Refusal)
{
    /// <summary>The contact who is signed in; null: nobody, or somebody of the company who only looks on.</summary>
    public Visitor? Visitor => Reader as Visitor;

    /// <summary>How many messages of the company this contact has not read.</summary>
    public int Unread { get; init; }

    /// <summary>The part of the portal that the address lies in, which the company hides; none: it shows it.</summary>
    public PortalSections Closed { get; init; }

    /// <summary>Who of the company views this as whom, also where it is over; null: it is the contact's own address.</summary>
    public Onlooker? Viewing { get; init; }
}

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
        var unread = 0;
        await using (var command = database.CreateCommand("select * from altitude.find_visitor($1, $2)"))
        {
            command.Parameters.Add(new() { Value = slug });
            command.Parameters.Add(new() { Value = browser ?? [] });
            await using var reader = await command.WholeReaderAsync(cancellationToken);
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
                unread = reader.GetInt32(9);
            }
        }

        var view = await views.FindAsync(workspace.Id, workspace.Revision, cancellationToken);
        return new PortalEntry(view, position, visitor is null ? null : visitor with { Hidden = view.Portal.Hidden }, refusal) { Unread = unread };
    }

    /// <summary>As <see cref="FindAsync(string, byte[], CancellationToken)"/>, for every address: one that names a viewing is for the staff who began it.</summary>
    /// <param name="company">What stands after /portal/.</param>
    /// <returns>Null: there is no such workspace or viewing.</returns>
    public Task<PortalEntry?> FindAsync(string company, byte[]? browser, Staff? staff, CancellationToken cancellationToken) =>
        !ViewingAddress.Is(company) ? FindAsync(company, browser, cancellationToken)
        : staff is not null && ViewingAddress.TryRead(company, out var slug, out var viewing)
            ? FindViewingAsync(slug, viewing, staff.Session, cancellationToken)
        : Task.FromResult<PortalEntry?>(null);

    private async Task<PortalEntry?> FindViewingAsync(
        string slug,
        Id<PortalViewing> viewing,
        Id<StaffSession> session,
        CancellationToken cancellationToken
    )
    {
        if (slug.Length > 40)
        {
            return null;
        }

        int revision;
        long position;
        string? refusal;
        Onlooker onlooker;
        int unread;
        await using (var command = database.CreateCommand("select * from altitude.find_onlooker($1, $2, $3)"))
        {
            command.Parameters.Add(new() { Value = slug });
            command.Parameters.Add(new() { Value = viewing.Value });
            command.Parameters.Add(new() { Value = session.Value });
            await using var reader = await command.WholeReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            revision = reader.GetInt32(1);
            position = reader.GetInt64(2);
            refusal = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3);
            onlooker = new Onlooker(
                new Id<Workspace>(reader.GetGuid(0)),
                viewing,
                new Id<StaffMember>(reader.GetGuid(4)),
                session,
                reader.GetString(5),
                new Id<Contact>(reader.GetGuid(6)),
                new Id<Customer>(reader.GetGuid(7)),
                Enum.Parse<ContactRights>(reader.GetString(8)),
                reader.GetString(9)
            );
            unread = reader.GetInt32(10);
        }

        // Every link of the portal is made from the company's address, and so leads on within the viewing.
        var workspace = await views.FindAsync(onlooker.WorkspaceId, revision, cancellationToken);
        onlooker = onlooker with { Hidden = workspace.Portal.Hidden };
        return new PortalEntry(workspace with { Slug = ViewingAddress.Of(slug, viewing) }, position, refusal is null ? onlooker : null, refusal)
        {
            Viewing = onlooker,
            Unread = unread,
        };
    }
}
