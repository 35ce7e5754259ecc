using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Npgsql;

namespace Altitude.Web.Features.Workspaces;

/// <summary>A living office sign-in.</summary>
public sealed record StaffSignIn(Staff Staff, string Slug, Guid UserId)
{
    /// <summary>UTC; when it was confirmed by a second step; null: by a password alone.</summary>
    public DateTimeOffset? SecondStepAt { get; init; }

    /// <summary>The company asks for a second step that this sign-in has not shown: it opens that step's page and nothing else.</summary>
    public bool OwesSecondStep { get; init; }

    /// <summary>How long it lasts yet, from when it was looked up; null: nobody looked.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>The company was closed, and this is one of its owners: it opens the page that stands in the office's place and nothing else.</summary>
    public bool IsShut => Staff.IsReturning;
}

/// <summary>Finds who holds an office cookie; asked on every request of the office.</summary>
public sealed class StaffSessions(NpgsqlDataSource database)
{
    /// <param name="keyHash">SHA-256 of the cookie's secret.</param>
    /// <returns>Null: nobody, or not any more, or not before their second step, or not while the company is closed.</returns>
    public async Task<StaffSignIn?> FindAsync(byte[] keyHash, CancellationToken cancellationToken) =>
        await FindAtDoorAsync(keyHash, cancellationToken) is { OwesSecondStep: false, IsShut: false } found ? found : null;

    /// <summary>As <see cref="FindAsync"/>, and those who owe a second step or own a closed company: for the pages that are theirs.</summary>
    public async Task<StaffSignIn?> FindAtDoorAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select * from altitude.find_staff($1)");
        command.Parameters.Add(new() { Value = keyHash });
        await using var reader = await command.WholeReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StaffSignIn(
                new Staff(
                    new Id<Workspace>(reader.GetGuid(0)),
                    new Id<StaffSession>(reader.GetGuid(2)),
                    new Id<StaffMember>(reader.GetGuid(4)),
                    Enum.Parse<StaffRole>(reader.GetString(5)),
                    reader.GetString(6)
                )
                {
                    IsReturning = reader.GetBoolean(9),
                },
                reader.GetString(1),
                reader.GetGuid(3)
            )
            {
                Lasts = await reader.GetFieldValueAsync<TimeSpan>(10, cancellationToken),
                OwesSecondStep = reader.GetBoolean(7),
                SecondStepAt = await reader.IsDBNullAsync(8, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(8),
            }
            : null;
    }
}
