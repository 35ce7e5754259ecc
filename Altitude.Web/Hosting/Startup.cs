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
        if (app.Environment.IsEnvironment(AltitudeApp.Demo))
        {
            await DemoStory.TellAsync(app.Services, onlyIfAbsent: true, cancellationToken);
            Console.WriteLine(Box(app.Services.GetRequiredService<PublicAddress>().Url));
        }

        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>What a newcomer needs to begin the tour.</summary>
    private static string Box(string url)
    {
        string[] lines =
        [
            "ALTITUDE is running. Ctrl-C stops it.",
            "",
            $"Customer    open {url}/demo/mail and press the link in Maria's mail",
            $"Office      {url}/office",
            $"            priya@summit-air.example (dispatcher), owen@ (owner), ada@ (admin), dana@ (technician)",
            $"            noor@bright-spark.example (a second company)",
            $"            password {Data.Demo.DemoSignIns.Password}",
            $"Mail        {url}/demo/mail",
            $"Begin anew  curl -X POST {url}/demo/reset",
            $"Health      {url}/health/ready",
        ];
        var width = lines.Max(l => l.Length);
        var edge = new string('─', width + 2);
        return $"┌{edge}┐\n{string.Join('\n', lines.Select(l => $"│ {l.PadRight(width)} │"))}\n└{edge}┘";
    }
}
