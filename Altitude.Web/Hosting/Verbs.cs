using System.Globalization;
using System.Text.Json;
using Altitude.Data;
using Altitude.Data.Bulk;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Hosting;

/// <summary>What the program can be told to do from a shell.</summary>
public static class Verbs
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Known = ["serve", "migrate", "demo", "generate", "setup-link", "verify", "reconcile", "rotate-keys"];

    /// <returns>The exit code: 0 done, 1 found or failed, 2 not understood.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var verb = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        string[] rest = args.Length > 0 && args[0] == verb ? args[1..] : args;
        using var stop = new CancellationTokenSource();
        try
        {
            switch (verb)
            {
                case "serve":
                    return await ServeAsync(rest, stop.Token);
                case "migrate":
                    return await MigrateAsync(rest, stop.Token);
                case "demo":
                    return await DemoAsync(rest, stop.Token);
                case "generate":
                    return await GenerateAsync(rest, stop.Token);
                case "setup-link":
                    return await SetupLinkAsync(rest, stop.Token);
                case "verify":
                    return await VerifyAsync(rest, stop.Token);
                case "reconcile":
                    return await ReconcileAsync(rest, stop.Token);
                case "rotate-keys":
                    return await RotateAsync(rest, stop.Token);
                default:
                    await Console.Error.WriteLineAsync($"There is no verb '{verb}'. Known: {string.Join(", ", Known)}.");
                    return 2;
            }
        }
        catch (Exception told)
            when (told
                    is InvalidOperationException
                        or RolesMissingException
                        or RuleViolation
                        or NpgsqlException
                        or Data.Postgres.ClusterUnavailableException
            )
        {
            await Console.Error.WriteLineAsync(told.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = Builder(args);
        await using var connections = await Connections.FindAsync(builder.Configuration, cancellationToken);
        if (connections.Cluster is not null)
        {
            await MigrateAsync(connections, cancellationToken);
        }

        await using var app = AltitudeApp.Build(builder, connections);
        await Startup.RequireFitDatabaseAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await Startup.RunAsync(app, cancellationToken);
        return 0;
    }

    private static async Task<int> MigrateAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var connections = await Connections.FindAsync(Builder(args).Configuration, cancellationToken);
        await MigrateAsync(connections, cancellationToken);
        return 0;
    }

    private static Task MigrateAsync(Connections connections, CancellationToken cancellationToken) =>
        Schema.MigrateAsync(
            connections.RequireOwner(),
            connections.App,
            connections.RequireBackground(),
            (owner, ct) =>
                BackgroundSchema.InstallAsync(owner, new NpgsqlConnectionStringBuilder(connections.RequireBackground()).Username ?? "", ct),
            cancellationToken
        );

    private static async Task<int> DemoAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        Console.WriteLine(DemoStory.Write(await DemoStory.TellAsync(context.Services, onlyIfAbsent: false, cancellationToken)));
        return 0;
    }

    /// <summary>Very many rows, for measuring; prints what there is and the ways in.</summary>
    private static async Task<int> GenerateAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        var configuration = context.Services.GetRequiredService<IConfiguration>();
        var size = new BulkSize(Number("workspaces"), Number("customers"), Number("jobs"), Number("seed"));
        await using var owner = NpgsqlDataSource.Create(context.Connections.RequireOwner());
        var story = new BulkStory(
            owner,
            context.Services.GetRequiredService<ICommitListener>(),
            (db, link, channel) => LinkSecrets.Mint(db, link, channel).Text
        );
        var report = await story.TellAsync(size, new Uri(context.Services.GetRequiredService<PublicAddress>().Url), cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(report, s_json));
        return 0;

        int Number(string name) =>
            int.TryParse(configuration[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidOperationException(
                    "Use: generate --workspaces W --customers C --jobs J --seed S (customers and jobs of all workspaces together)"
                );
    }

    /// <summary>Issues a link for a contact and prints it alone.</summary>
    private static async Task<int> SetupLinkAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        var configuration = context.Services.GetRequiredService<IConfiguration>();
        if (configuration["workspace"] is not { Length: > 0 } slug || configuration["contact"] is not { Length: > 0 } email)
        {
            throw new InvalidOperationException("Use: setup-link --workspace SLUG --contact EMAIL");
        }

        var workspace = (await context.WorkspacesAsync(cancellationToken)).SingleOrDefault(w => w.Slug == slug);
        RuleViolation.Unless(workspace.Slug == slug, "workspace.missing", $"There is no workspace '{slug}'.");
        var address = EmailAddress.Normalise(email);
        var workspaces = context.Services.GetRequiredService<WorkspaceDbFactory>();
        await using var db = await workspaces.OpenAsync(new Operator(workspace.Id), cancellationToken);
        var contact =
            await db.Contacts.AsNoTracking().OrderBy(c => c.Id).FirstOrDefaultAsync(c => c.Email == address && c.RemovedAt == null, cancellationToken)
            ?? throw new RuleViolation(CustomerRules.ContactMissing, $"Nobody of {slug} has the address {address}.");
        var hours = await db.Workspaces.Select(w => w.Portal.SetupLinkHours).SingleAsync(cancellationToken);
        var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{slug}", db.Now, TimeSpan.FromHours(hours));
        db.SetupLinks.Add(link);
        var secret = LinkSecrets.Mint(db, link, LinkChannel.Copied);
        await workspaces.CommitAsync(db, cancellationToken);
        Console.WriteLine($"{context.Services.GetRequiredService<PublicAddress>().Url}/start/{secret.Text}");
        return 0;
    }

    private static async Task<int> VerifyAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        var (intact, findings) = (0, 0);
        foreach (var (id, slug) in await context.WorkspacesAsync(cancellationToken))
        {
            var found = await context.Services.GetRequiredService<ChainVerification>().RunAsync(id, cancellationToken);
            foreach (var finding in found)
            {
                Console.WriteLine($"{slug}: {finding}");
            }

            findings += found.Count;
            intact += found.Count == 0 ? 1 : 0;
        }

        Console.WriteLine($"{intact} workspaces intact, {findings} findings");
        return findings == 0 ? 0 : 1;
    }

    /// <summary>Compares what is known of payments with the provider: what differed is repaired, or named for somebody to look at.</summary>
    private static async Task<int> ReconcileAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        var (lookedAt, repaired, open) = (0, 0, 0);
        foreach (var (id, slug) in await context.WorkspacesAsync(cancellationToken))
        {
            ReconcileReport report;
            try
            {
                report = await context.Services.GetRequiredService<ReconcileWorkspace>().RunAsync(id, cancellationToken);
            }
            catch (Exception unsaid) when (unsaid is ProviderUnreachableException or ProviderRefusedException)
            {
                Console.WriteLine($"{slug}: {unsaid.Message}");
                open++;
                continue;
            }

            foreach (var difference in report.Differences)
            {
                Console.WriteLine($"{slug}: {difference.ProviderId} {difference.What}");
            }

            lookedAt += report.LookedAt;
            repaired += report.Differences.Count(d => d.IsRepaired);
            open += report.Differences.Count(d => !d.IsRepaired);
        }

        Console.WriteLine($"{lookedAt} looked at, {repaired + open} differences, {repaired} repaired, {open} need somebody");
        return open == 0 ? 0 : 1;
    }

    /// <summary>New keys, and nobody signed in any more.</summary>
    private static async Task<int> RotateAsync(string[] args, CancellationToken cancellationToken)
    {
        await using var context = await VerbContext.OpenAsync(args, cancellationToken);
        var (said, isWhole) = await RotateKeys.RunAsync(context, cancellationToken);
        Console.WriteLine(said);
        return isWhole ? 0 : 1;
    }

    internal static WebApplicationBuilder Builder(string[] args) => WebApplication.CreateBuilder(args);
}

/// <summary>The product's services for a verb that serves no pages.</summary>
internal sealed class VerbContext(Connections connections, WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;
    public Connections Connections => connections;

    public static async Task<VerbContext> OpenAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = Verbs.Builder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var connections = await Connections.FindAsync(builder.Configuration, cancellationToken);
        AltitudeApp.AddCore(builder, connections);
        builder.Services.AddMailings().AddTaskKinds();
        var app = builder.Build();
        await Startup.RequireFitDatabaseAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        return new VerbContext(connections, app);
    }

    /// <summary>The open workspaces, by slug.</summary>
    public async Task<IReadOnlyList<(Id<Workspace> Id, string Slug)>> WorkspacesAsync(CancellationToken cancellationToken)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellationToken);
        var rows = await db.Workspaces.Where(w => w.ClosedAt == null).OrderBy(w => w.Slug).ToListAsync(cancellationToken);
        return [.. rows.Select(w => (w.Id, w.Slug))];
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await connections.DisposeAsync();
    }
}
