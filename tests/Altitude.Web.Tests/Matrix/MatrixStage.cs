using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Which of the two fences stand.</summary>
public enum Fences
{
    Both,

    /// <summary>Row-level security alone: the query filters are taken out of the model.</summary>
    PolicyOnly,

    /// <summary>Query filters and statements that name their workspace, alone: the application connects as a superuser.</summary>
    FilterOnly,
}

/// <summary>Somebody who tries a door.</summary>
/// <param name="Portal">Secret of their portal browser; null: none.</param>
/// <param name="Office">Secret of their office cookie; null: none.</param>
/// <param name="Visitor">Who they say they are to a use-case of the portal.</param>
/// <param name="Staff">Who they say they are to a use-case of the office.</param>
/// <param name="Living">Slugs of the workspaces whose portal they are signed in to.</param>
/// <param name="Works">The company that they are signed in to work for; null: none.</param>
/// <param name="Words">Households and companies that they may read of.</param>
public sealed record Person(
    string Name,
    string? Portal = null,
    string? Office = null,
    Visitor? Visitor = null,
    Staff? Staff = null,
    IReadOnlyList<string>? Living = null,
    Company? Works = null,
    params string[] Words
)
{
    public override string ToString() => Name;

    /// <summary>False: they only say who they are, to a use-case.</summary>
    public bool HasBrowser => Portal is not null || Office is not null || (Visitor is null && Staff is null);

    public bool IsSignedInTo(Company company) => Living?.Contains(company.Slug) == true;
}

/// <summary>
/// One database and the application on it, three times: with both fences and with either one taken away. Two households stand in it: the neighbour, a customer of
/// the same workspace, and the stranger, one of another.
/// </summary>
public sealed class MatrixStage(MigratedCluster server) : AppFixture(server)
{
    private const string NeighbourWord = "zqneighbourzq";
    private const string StrangerWord = "zqstrangerzq";
    private const string OfficeWord = "zqofficezq";
    private readonly Dictionary<Fences, RunningApp> _apps = [];

    public Cast Cast { get; private set; } = null!; // InitializeAsync sets it, and so the next four.
    public Household Neighbour { get; private set; } = null!;
    public Household Stranger { get; private set; } = null!;
    public Canaries Canaries { get; private set; } = null!;
    public IReadOnlyList<Person> People { get; private set; } = null!;
    public IReadOnlyList<Household> Households => [Neighbour, Stranger];

    /// <summary>Words that must not reach whoever may not read them.</summary>
    public static IReadOnlyList<string> Words => [NeighbourWord, StrangerWord, OfficeWord, Canaries.Face];

    /// <summary>A session that is over is refused before any fence, so that with one fence only the living try.</summary>
    public IEnumerable<Person> PeopleAt(Fences fences) => People.Where(p => fences == Fences.Both || p.Living is not null || p.Works is not null);

    public RunningApp At(Fences fences) => fences == Fences.Both ? Running : _apps[fences];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Cast = await GatherAsync();
        // Numbers of the two workspaces differ, so that a leaked record is not mistaken for one's own.
        await TamperAsync(
            "insert into tenant.number_counters (workspace_id, kind, last) values ($1, 'REQ', 1000), ($1, 'INV', 1000)",
            Cast.Spark.Id.Value
        );
        await TamperAsync("update tenant.number_counters set last = 5000 where workspace_id = $1", Cast.Spark.Id.Value);
        Neighbour = await Household.MoveInAsync(this, Cast.Summit, Cast.Spark, NeighbourWord);
        Stranger = await Household.MoveInAsync(this, Cast.Spark, Cast.Summit, StrangerWord);
        await using (var db = await Workspaces.ReadAsync(Cast.Owen, default))
        {
            Canaries = new Canaries(db);
        }

        await Canaries.FillAsync(this, Neighbour, whole: false, OfficeWord);
        await Canaries.FillAsync(this, Stranger, whole: true, OfficeWord);
        await RestAsync();
        var (gone, late) = (await SignInAgainAsync(isExpired: false), await SignInAgainAsync(isExpired: true));
        People = Gather(gone, late);

        var names = Database.Connections;
        _apps[Fences.PolicyOnly] = await RunningApp.StartAsync(names, Cluster.MasterKey, Settings, amend: WithoutFilters);
        _apps[Fences.FilterOnly] = await RunningApp.StartAsync(names with { App = names.Superuser }, Cluster.MasterKey, Settings);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var app in _apps.Values)
        {
            await app.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>A page that this person has open at the application with these fences; all that is sent to it is kept.</summary>
    public Task<OpenPages> OpenAsync(string path, Fences fences, string? portal, string? office, bool isHub = false) =>
        OpenPages.OpenAsync(
            new PageAddress(
                isHub ? At(fences).Url : new Uri(At(fences).Url, path),
                string.Join(
                    "; ",
                    new[]
                    {
                        portal is null ? null : $"altitude-portal={Guid.NewGuid():N}.{portal}",
                        office is null ? null : $"altitude-office={office}",
                    }.OfType<string>()
                ),
                isHub ? path : null,
                KeepsFrames: true
            ),
            1
        );

    /// <summary>A browser of this person at the application with these fences.</summary>
    public WebVisitor Visit(Person person, Fences fences)
    {
        var visitor = new WebVisitor(At(fences).Url);
        if (person.Portal is { } portal)
        {
            visitor.Cookies.Add(At(fences).Url, new System.Net.Cookie("altitude-portal", $"{Guid.NewGuid():N}.{portal}"));
        }

        if (person.Office is { } office)
        {
            visitor.Cookies.Add(At(fences).Url, new System.Net.Cookie("altitude-office", office));
        }

        return visitor;
    }

    private Person[] Gather((string Key, Staff Staff) gone, (string Key, Staff Staff) late)
    {
        var (summit, spark) = (Cast.Summit, Cast.Spark);
        return
        [
            new("nobody"),
            Contact("luis, another customer", Cast.Luis, summit),
            Contact("books, another customer's bookkeeper", Cast.Books, summit),
            Contact("maria, a customer of both", Cast.Maria, summit) with
            {
                Living = [summit.Slug, spark.Slug],
                Words = [OfficeWord, Canaries.Face],
            },
            Works("owen, owner", Cast.Owen, summit, NeighbourWord),
            Works("ada, admin", Cast.Ada, summit, NeighbourWord),
            Works("priya, dispatcher", Cast.Priya, summit, NeighbourWord),
            Works("dana, technician", Cast.Dana, summit, NeighbourWord),
            Works("spark's owner", spark.Owner, spark, StrangerWord, OfficeWord, Canaries.Face),
            Ended("neighbour, revoked", Neighbour.Revoked),
            Ended("neighbour, expired", Neighbour.Expired),
            Ended("neighbour, removed", Neighbour.Removed),
            Ended("stranger, revoked", Stranger.Revoked),
            Ended("stranger, expired", Stranger.Expired),
            Ended("stranger, removed", Stranger.Removed),
            new("owen, revoked", Office: gone.Key, Staff: gone.Staff),
            new("owen, expired", Office: late.Key, Staff: late.Staff),
            // No cookie can say this; a use-case must not believe it all the same.
            new("owen, as if he worked for spark", Staff: Cast.Owen with { WorkspaceId = spark.Id }),
            new("luis, as if he were spark's", Visitor: Cast.Luis.Actor with { WorkspaceId = spark.Id }),
            new("luis, as if he were the neighbour", Visitor: Neighbour.Own.Actor with { Session = Cast.Luis.Actor.Session }),
        ];
    }

    private static Person Contact(string name, SignedIn who, Company at) => new(name, Portal: who.Browser, Visitor: who.Actor, Living: [at.Slug]);

    private static Person Ended(string name, SignedIn who) => new(name, Portal: who.Browser, Visitor: who.Actor);

    private static Person Works(string name, Staff staff, Company company, params string[] words) =>
        new(name, Office: company.CookieOf(staff), Staff: staff, Works: company, Words: words);

    /// <summary>What moving in and earlier walks queued is done with: a mail that went out during a walk would look like the walk's own change.</summary>
    public Task RestAsync() =>
        Patiently.HoldsAsync(
            async () =>
            {
                await TamperAsync(
                    "update platform.outbox set done_at = altitude.now() where done_at is null and (leased_until is null or leased_until < altitude.now())"
                );
                return (long)(await PeekAsync("select count(*) from platform.outbox where done_at is null"))! == 0; // A count is always there.
            },
            "the background is at rest"
        );

    /// <summary>A second sign-in of Owen's, over again.</summary>
    private async Task<(string Key, Staff Staff)> SignInAgainAsync(bool isExpired)
    {
        var key = Household.Secret();
        var session = Id<StaffSession>.New();
        var user = (Guid)(await PeekAsync("select user_id from tenant.staff_members where id = $1", Cast.Owen.StaffId.Value))!; // He is there.
        await ActAsync(
            Cast.Summit.Sweep,
            db =>
            {
                db.StaffSessions.Add(
                    new StaffSessionRow
                    {
                        Id = session,
                        KeyHash = Household.HashOf(key),
                        UserId = user,
                        WorkspaceId = Cast.Summit.Id,
                        StaffId = Cast.Owen.StaffId,
                        StartedAt = db.Now.AddHours(-13),
                        ExpiresAt = isExpired ? db.Now.AddHours(-1) : db.Now.AddDays(1),
                        EndedAt = isExpired ? null : db.Now.AddHours(-2),
                        UserAgent = "Test browser",
                    }
                );
                return Task.CompletedTask;
            }
        );
        return (key, Cast.Owen with { Session = session });
    }

    private static void WithoutFilters(IServiceCollection services) =>
        services.Replace(
            ServiceDescriptor.Singleton(provider =>
                UnfencedWorkspaces.Make(
                    provider.GetRequiredService<NpgsqlDataSource>(),
                    provider.GetRequiredService<ICommitListener>(),
                    provider.GetRequiredService<FollowUps>()
                )
            )
        );
}
