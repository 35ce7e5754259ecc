using Altitude.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Altitude.Web.Hosting;

/// <summary>From a built application to one that serves.</summary>
public static class Startup
{
    /// <exception cref="InvalidOperationException">The schema does not fit, or the role must not serve.</exception>
    public static async Task RequireFitDatabaseAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (await Schema.ForbiddenRoleAsync(database, cancellationToken) is { } role)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings__Altitude connects as {role}. Serve as a role that neither owns the tables nor bypasses their fences."
            );
        }

        if (await Schema.MisfitAsync(database, cancellationToken) is { } misfit)
        {
            throw new InvalidOperationException(misfit);
        }
    }

    public static async Task RunAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new InvalidOperationException($"{taken.Message} Choose another port: ./eng/run.sh --port N, or ASPNETCORE_URLS.", taken);
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        app.Services.GetRequiredService<PublicAddress>().Listens(address);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
