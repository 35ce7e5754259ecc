using System.Data;
using System.Text.Json;
using Altitude.Data.Mapping;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Altitude.Data;

/// <summary>One workspace's rows, inside one transaction, for one actor. Made only by <see cref="WorkspaceDbFactory"/>.</summary>
public sealed class WorkspaceDb : DbContext
{
    /// <summary>Name of the query filter: the first fence. Row-level security is the second.</summary>
    public const string Fence = "workspace";

    private const string Set = "select set_config('altitude.workspace_id', $1, true)";
    private const string SetByKey = "select set_config('altitude.workspace_id', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    private readonly List<(DomainEvent Happened, DateTimeOffset? At)> _extra = [];
    private readonly Dictionary<(string Kind, Guid Subject), DateTimeOffset> _queued = [];
    private readonly FollowUps _followUps;
    private IDbContextTransaction? _transaction;
    private bool _readOnly;
    private bool _isByKey;

    internal WorkspaceDb(DbContextOptions<WorkspaceDb> options, Actor actor, FollowUps followUps)
        : base(options) => (Actor, _followUps) = (actor, followUps);

    public Actor Actor { get; }
    public Id<Workspace> WorkspaceId => Actor.WorkspaceId;

    /// <summary>The transaction's time, UTC: the only clock of rules and use-cases.</summary>
    public DateTimeOffset Now { get; private set; }

    public DbSet<Workspace> Workspaces => Set<Workspace>();
    public DbSet<BrandPicture> BrandPictures => Set<BrandPicture>();
    public DbSet<StaffMember> Staff => Set<StaffMember>();
    public DbSet<StaffPhoto> StaffPhotos => Set<StaffPhoto>();
    public DbSet<StaffFeedPosition> StaffFeedPositions => Set<StaffFeedPosition>();
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<CustomerWord> CustomerWords => Set<CustomerWord>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<ServiceLocation> Locations => Set<ServiceLocation>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<ChecklistItem> ChecklistItems => Set<ChecklistItem>();
    public DbSet<JobNote> JobNotes => Set<JobNote>();
    public DbSet<Tag> Tags => Set<Tag>();
    public DbSet<JobTag> JobTags => Set<JobTag>();
    public DbSet<StaffInvitation> StaffInvitations => Set<StaffInvitation>();
    public DbSet<Estimate> Estimates => Set<Estimate>();
    public DbSet<EstimateVersion> EstimateVersions => Set<EstimateVersion>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<PriceItem> PriceItems => Set<PriceItem>();
    public DbSet<EstimateTemplate> EstimateTemplates => Set<EstimateTemplate>();
    public DbSet<ConsentWithdrawal> ConsentWithdrawals => Set<ConsentWithdrawal>();
    public DbSet<EstimateRemark> EstimateRemarks => Set<EstimateRemark>();
    public DbSet<EstimateViewMark> EstimateViews => Set<EstimateViewMark>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<AppointmentTechnician> AppointmentTechnicians => Set<AppointmentTechnician>();
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();
    public DbSet<Lead> Leads => Set<Lead>();
    public DbSet<LeadPhoto> LeadPhotos => Set<LeadPhoto>();
    public DbSet<StoredFile> StoredFiles => Set<StoredFile>();
    public DbSet<FileContent> FileContents => Set<FileContent>();
    public DbSet<Conversation> Conversations => Set<Conversation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<ReadMark> ReadMarks => Set<ReadMark>();
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<InvoiceDraft> InvoiceDrafts => Set<InvoiceDraft>();
    public DbSet<Payment> Payments => Set<Payment>();
    public DbSet<PaymentAccount> PaymentAccounts => Set<PaymentAccount>();
    public DbSet<CheckoutAttempt> CheckoutAttempts => Set<CheckoutAttempt>();
    public DbSet<Refund> Refunds => Set<Refund>();
    public DbSet<Credit> Credits => Set<Credit>();
    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();
    public DbSet<SetupLinkSecret> SetupLinkSecrets => Set<SetupLinkSecret>();
    public DbSet<SetupLinkLook> SetupLinkLooks => Set<SetupLinkLook>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<InvitedContact> InvitedContacts => Set<InvitedContact>();
    public DbSet<PortalSession> PortalSessions => Set<PortalSession>();
    public DbSet<PortalViewing> PortalViewings => Set<PortalViewing>();
    public DbSet<SessionSeen> SessionsSeen => Set<SessionSeen>();
    public DbSet<ActivityEntry> Activity => Set<ActivityEntry>();
    public DbSet<ActivityDetails> ActivityDetails => Set<ActivityDetails>();
    public DbSet<EmailDelivery> EmailDeliveries => Set<EmailDelivery>();
    public DbSet<ReminderMark> ReminderMarks => Set<ReminderMark>();
    public DbSet<SweepRun> SweepRuns => Set<SweepRun>();
    public DbSet<WorkspaceExport> WorkspaceExports => Set<WorkspaceExport>();
    public DbSet<WorkspaceExportPart> WorkspaceExportParts => Set<WorkspaceExportPart>();
    public DbSet<MailWording> MailWordings => Set<MailWording>();
    public DbSet<RequestKeyRow> RequestKeys => Set<RequestKeyRow>();

    /// <summary>Platform rows of this workspace that change together with it.</summary>
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<LinkLookup> LinkLookups => Set<LinkLookup>();
    public DbSet<CalendarLookup> CalendarLookups => Set<CalendarLookup>();
    public DbSet<InvitationLookup> InvitationLookups => Set<InvitationLookup>();
    public DbSet<SessionLookup> SessionLookups => Set<SessionLookup>();
    public DbSet<DocumentLookup> DocumentLookups => Set<DocumentLookup>();
    public DbSet<FileLookup> FileLookups => Set<FileLookup>();
    public DbSet<StaffSeat> StaffSeats => Set<StaffSeat>();
    public DbSet<StaffSessionRow> StaffSessions => Set<StaffSessionRow>();
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();
    public DbSet<WebhookReceipt> WebhookInbox => Set<WebhookReceipt>();

    /// <summary>Adds a line of activity that belongs to no loaded root.</summary>
    public void Record(DomainEvent happened) => _extra.Add((happened, null));

    /// <summary>Adds a line under an earlier date. The database allows this to its owner alone, for histories that are told afterwards; to others it dates it now.</summary>
    /// <param name="at">UTC.</param>
    internal void RecordPast(DomainEvent happened, DateTimeOffset at) => _extra.Add((happened, at));

    /// <summary>
    /// Queues a background task with this change: done if it commits, gone if it does not. One subject is queued once for each kind: queued again,
    /// the later call decides when it is due.
    /// </summary>
    /// <param name="due">UTC; null: at once.</param>
    public void Queue(string kind, Guid subject, DateTimeOffset? due = null) => _queued[(kind, subject)] = due ?? Now;

    /// <summary>Locks a root's row by a statement of its own; what is read after it is what is decided on. False: there is no such row here.</summary>
    public async Task<bool> LockAsync<TRoot>(Id<TRoot> id, CancellationToken cancellationToken)
        where TRoot : Entity
    {
        var type = Model.FindEntityType(typeof(TRoot)) ?? throw new InvalidOperationException($"{typeof(TRoot).Name} is no root.");
        // Every row of the company refers to the company's own: locked against settings only, it holds up neither acts nor the end of the workspace, which takes the chain's head first.
        var which = typeof(TRoot) == typeof(Workspace) ? "for no key update" : "and id = $2 for update";
        await using var command = Command($"select 1 from {type.GetSchema()}.{type.GetTableName()} where workspace_id = $1 {which}");
        command.Parameters.Add(new() { Value = WorkspaceId.Value });
        if (typeof(TRoot) != typeof(Workspace))
        {
            command.Parameters.Add(new() { Value = id.Value });
        }

        return await command.WholeScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Locks two roots' rows, in this order, in one round trip.</summary>
    public async Task LockAsync<TFirst, TSecond>(Id<TFirst> first, Id<TSecond> second, CancellationToken cancellationToken)
        where TFirst : Entity
        where TSecond : Entity
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)_transaction?.GetDbTransaction());
        foreach (var (root, id) in new[] { (typeof(TFirst), first.Value), (typeof(TSecond), second.Value) })
        {
            var type = Model.FindEntityType(root) ?? throw new InvalidOperationException($"{root.Name} is no root.");
            batch.BatchCommands.Add(
                new($"select 1 from {type.GetSchema()}.{type.GetTableName()} where workspace_id = $1 and id = $2 for update")
                {
                    Parameters =
                    {
                        new() { Value = WorkspaceId.Value },
                        new() { Value = id },
                    },
                }
            );
        }

        await batch.WholeNonQueryAsync(cancellationToken);
    }

    /// <summary>The next number of a kind, without gaps: "EST" gives 1001, 1002, … Comes after every root's lock and before the head's.</summary>
    public async Task<long> NextNumberAsync(string kind, long first, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            insert into tenant.number_counters (workspace_id, kind, last) values ($1, $2, $3)
              on conflict (workspace_id, kind) do update set last = tenant.number_counters.last + 1 returning last
            """
        );
        command.Parameters.Add(new() { Value = WorkspaceId.Value });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = first });
        return (long)(await command.WholeScalarAsync(cancellationToken))!; // "returning" gives the row that was written.
    }

    /// <summary>Runs one statement in this transaction and counts the rows it changed. Parameters are $1, $2, …</summary>
    public async Task<int> ExecuteAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.WholeNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Gives the company its address, once: the one that it would like, or with a number behind it where that was ever given before. Nobody comes to hold an address
    /// that another company's customers know.
    /// </summary>
    public async Task<string> TakeSlugAsync(string wish, CancellationToken cancellationToken)
    {
        await using var command = Command("select altitude.name_workspace($1)");
        command.Parameters.Add(new() { Value = wish });
        return (string)(await command.WholeScalarAsync(cancellationToken))!; // It returns what it wrote.
    }

    /// <summary>Closes this workspace with this change: its address, its links and its sessions end, nothing of it is removed.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("select altitude.close_workspace()");
        await command.WholeNonQueryAsync(cancellationToken);
    }

    /// <summary>Saves as it stands, without ending the transaction: where a later statement must see it.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);

    /// <exception cref="NotSupportedException">Always: <see cref="WorkspaceDbFactory"/> commits, with activity and checks.</exception>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Changes are committed with their activity: CommitAsync.");

    /// <exception cref="NotSupportedException">Always.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously: a blocked thread is a blocked circuit.");

    public override async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>
    /// Begins the first transaction of a new workspace. A workspace that holds the address is closed with it: its pages hear of that, its links and
    /// sessions end, nothing of it is removed.
    /// </summary>
    /// <returns>The workspace that gave up the address; null: it was free.</returns>
    internal async Task<Committed?> FoundAsync(string slug, CancellationToken cancellationToken)
    {
        _transaction = await Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        Guid? held;
        await using (var find = Command("select id from platform.workspaces where slug = $1 and closed_at is null"))
        {
            find.Parameters.Add(new() { Value = slug });
            held = await find.WholeScalarAsync(cancellationToken) as Guid?;
        }

        Committed? closed = null;
        if (held is { } id)
        {
            var line = Line.Of(new WorkspaceChanged(new Id<Workspace>(id), "closed"));
            await using var close = Command(
                """
                with workspace as materialized (select set_config('altitude.workspace_id', $1, true)),
                  line as materialized (select altitude.append('operator', null, null, $2::jsonb) as seq from workspace)
                select seq, altitude.close_workspace() from line
                """
            );
            close.Parameters.Add(new() { Value = id.ToString() });
            close.Parameters.Add(new() { Value = JsonSerializer.Serialize(new[] { line }, Line.Json) });
            var seq = (long)(await close.WholeScalarAsync(cancellationToken))!; // The append returns where it got to.
            closed = new Committed(new Id<Workspace>(id), seq, [new FeedEntry(seq, line.Kind, line.Subject, null, null)]);
        }

        await using (var found = Command("select altitude.found_workspace($1, $2)"))
        {
            found.Parameters.Add(new() { Value = WorkspaceId.Value });
            found.Parameters.Add(new() { Value = slug });
            await found.WholeNonQueryAsync(cancellationToken);
        }

        await EnterAsync(_transaction, readOnly: false, key: null, cancellationToken);
        return closed;
    }

    /// <summary>One batch: begin, the workspace for row-level security, the time, and whether this actor may be here at all.</summary>
    /// <param name="isByKey">Whatever is asked finds its few rows by their keys: PostgreSQL plans each statement once for good instead of anew for its values.</param>
    internal async Task<RequestKeyRow?> BeginAsync(bool readOnly, RequestKey? key, CancellationToken cancellationToken, bool isByKey = false)
    {
        _isByKey = isByKey;
        RuleViolation.Unless(readOnly || Actor is not Onlooker, ViewingRules.ReadOnly, AccessRules.Refusal(ViewingRules.ReadOnly).Message);
        _readOnly = readOnly;
        Database.AutoSavepointsEnabled = false; // An act stands or falls as a whole, and its rows must carry its own transaction id: altitude.actor_refusal.
        _transaction = await Database.BeginTransactionAsync(
            readOnly ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted,
            cancellationToken
        );
        return await EnterAsync(_transaction, readOnly, key, cancellationToken);
    }

    private async Task<RequestKeyRow?> EnterAsync(
        IDbContextTransaction transaction,
        bool readOnly,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        if (readOnly)
        {
            batch.BatchCommands.Add(new("set transaction read only"));
        }

        batch.BatchCommands.Add(new(_isByKey ? SetByKey : Set) { Parameters = { new() { Value = WorkspaceId.Value.ToString() } } });
        batch.BatchCommands.Add(
            new("select altitude.now(), altitude.actor_refusal($1, $2, $3)")
            {
                Parameters =
                {
                    new() { Value = Actor.Kind },
                    Nullable(Actor.ActorId),
                    Nullable(Actor.SessionId),
                },
            }
        );
        if (key is not null)
        {
            batch.BatchCommands.Add(
                new(
                    """
                    insert into tenant.request_keys (workspace_id, key, actor_id, use_case, at) values ($1, $2, $3, $4, altitude.now())
                      on conflict do nothing returning 1
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = WorkspaceId.Value },
                        new() { Value = key.Key },
                        Nullable(Actor.ActorId),
                        new() { Value = key.UseCase },
                    },
                }
            );
        }

        var isRepeat = false;
        await using (var reader = await batch.WholeReaderAsync(cancellationToken))
        {
            await reader.NextResultAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            Now = reader.GetFieldValue<DateTimeOffset>(0);
            if (!await reader.IsDBNullAsync(1, CancellationToken.None))
            {
                throw AccessRules.Refusal(reader.GetString(1));
            }

            if (key is not null)
            {
                await reader.NextResultAsync(CancellationToken.None);
                isRepeat = !await reader.ReadAsync(CancellationToken.None);
            }
        }

        if (!isRepeat || key is null)
        {
            return null;
        }

        var earlier = await RequestKeys.AsNoTracking().SingleAsync(k => k.Key == key.Key, cancellationToken);
        RuleViolation.Unless(
            earlier.ActorId == Actor.ActorId && earlier.UseCase == key.UseCase,
            AccessRules.RequestReused,
            "This form was already used for something else. Load the page again."
        );
        return earlier;
    }

    /// <summary>Change, outbox, activity; the append comes last and asks again whether the actor may act. Nothing is written after it.</summary>
    internal async Task<Committed> CommitAsync(RequestKey? key, string? result, CancellationToken cancellationToken)
    {
        if (_readOnly || _transaction is null)
        {
            throw new InvalidOperationException("This transaction only reads.");
        }

        RefuseForeignRows();
        var entries = Entity
            .TakeEvents(ChangeTracker.Entries<Entity>().Select(e => e.Entity))
            .Select(e => Line.Of(e))
            .Concat(_extra.Select(e => Line.Of(e.Happened, e.At)))
            .ToArray();
        _extra.Clear();
        foreach (var entry in entries.Where(e => _followUps.Kinds.Contains(e.Kind)))
        {
            Queue(entry.Kind, entry.Id);
        }

        await FlushAsync(cancellationToken);
        await using var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction)_transaction.GetDbTransaction());
        if (_queued.Count > 0)
        {
            batch.BatchCommands.Add(QueueCommand());
        }

        if (key is not null)
        {
            batch.BatchCommands.Add(
                new("update tenant.request_keys set result = $3 where workspace_id = $1 and key = $2")
                {
                    Parameters =
                    {
                        new() { Value = WorkspaceId.Value },
                        new() { Value = key.Key },
                        new() { Value = result ?? "null" },
                    },
                }
            );
        }

        batch.BatchCommands.Add(
            new("select altitude.append($1, $2, $3, $4::jsonb)")
            {
                Parameters =
                {
                    new() { Value = Actor.Kind },
                    Nullable(Actor.ActorId),
                    Nullable(Actor.SessionId),
                    new() { Value = JsonSerializer.Serialize(entries, Line.Json) },
                },
            }
        );
        long last;
        try
        {
            await using var reader = await batch.WholeReaderAsync(cancellationToken);
            await reader.ReadAsync(CancellationToken.None);
            last = reader.GetInt64(0);
        }
        catch (PostgresException refused) when (refused.SqlState == AccessRules.SqlState)
        {
            throw AccessRules.Refusal(refused.MessageText);
        }

        await _transaction.CommitAsync(cancellationToken);
        var first = last - entries.Length + 1;
        return new Committed(WorkspaceId, last, [.. entries.Select((e, i) => new FeedEntry(first + i, e.Kind, e.Subject, e.Customer, e.Job))]);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        TenantModel.Apply(modelBuilder);
        PlatformMapping.ApplyShared(modelBuilder);
        var filter = typeof(WorkspaceDb).GetMethod(
            nameof(FenceOff),
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic
        )!; // Below.
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IWorkspaceOwned))).ToArray())
        {
            filter.MakeGenericMethod(entity.ClrType).Invoke(this, [modelBuilder]);
        }
    }

    private void FenceOff<T>(ModelBuilder model)
        where T : class, IWorkspaceOwned
    {
        if (typeof(T) == typeof(Workspace))
        {
            model.Entity<Workspace>().HasQueryFilter(Fence, w => w.Id == WorkspaceId);
            return;
        }

        model.Entity<T>().HasQueryFilter(Fence, row => row.WorkspaceId == WorkspaceId);
    }

    private void RefuseForeignRows()
    {
        var foreign = ChangeTracker
            .Entries<IWorkspaceOwned>()
            .FirstOrDefault(e => e.State is not EntityState.Unchanged && e.Entity.WorkspaceId != WorkspaceId);
        if (foreign is not null)
        {
            throw new InvalidOperationException($"A {foreign.Metadata.ShortName()} of another workspace reached the transaction of {WorkspaceId}.");
        }
    }

    private NpgsqlCommand Command(string sql) =>
        new(sql, (NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)_transaction?.GetDbTransaction());

    /// <summary>A task that was queued before begins anew, under a new id: whoever still works on the old one finishes nothing.</summary>
    private NpgsqlBatchCommand QueueCommand() =>
        new(
            """
            insert into platform.outbox (id, workspace_id, kind, subject, due_at, attempts)
              select q.id, $1, q.kind, q.subject, q.due_at, 0 from unnest($2, $3, $4, $5) as q (id, kind, subject, due_at)
              on conflict (workspace_id, kind, subject)
              do update set id = excluded.id, due_at = excluded.due_at, leased_until = null, attempts = 0, done_at = null
            """
        )
        {
            Parameters =
            {
                new() { Value = WorkspaceId.Value },
                new() { Value = _queued.Select(_ => Guid.CreateVersion7()).ToArray() },
                new() { Value = _queued.Keys.Select(q => q.Kind).ToArray() },
                new() { Value = _queued.Keys.Select(q => q.Subject).ToArray() },
                new() { Value = _queued.Values.Select(due => due.ToUniversalTime()).ToArray() },
            },
        };

    private static NpgsqlParameter Nullable(Guid? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    /// <summary>One line of activity on its way to the append function.</summary>
    private sealed record Line(Guid Id, string Kind, Guid Subject, Guid? Customer, Guid? Job, string? Evidence, string Details, DateTimeOffset? At)
    {
        public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

        public static Line Of(DomainEvent e, DateTimeOffset? at = null) =>
            new(Guid.CreateVersion7(), e.Kind, e.Subject, e.Customer, e.Job, e.Evidence, ActivityChain.Details(e), at);
    }
}

/// <summary>Names one press of one button: made when the form is drawn, so that the same press sent twice acts once.</summary>
/// <param name="UseCase">Which use-case it was made for; the same key elsewhere is refused.</param>
public sealed record RequestKey(Guid Key, string UseCase)
{
    /// <summary>What a form sent; anything that is no key gets a fresh one, which only means that a repeat is not recognised.</summary>
    public static RequestKey From(string? text, string useCase) => new(Guid.TryParse(text, out var key) ? key : Guid.CreateVersion7(), useCase);

    public static RequestKey New(string useCase) => new(Guid.CreateVersion7(), useCase);
}

/// <summary>Kinds of activity that background work follows from: their outbox rows are written with them.</summary>
public sealed record FollowUps(IReadOnlySet<string> Kinds)
{
    public static readonly FollowUps None = new(new HashSet<string>());
}

/// <summary>What a commit added to a workspace's history.</summary>
/// <param name="Position">The workspace's last seq.</param>
public sealed record Committed(Id<Workspace> WorkspaceId, long Position, IReadOnlyList<FeedEntry> Entries);

/// <summary>One line of activity as the live feed needs it: whom it concerns, and no data.</summary>
public sealed record FeedEntry(long Seq, string Kind, Guid Subject, Guid? Customer, Guid? Job);

/// <summary>Why someone may not be where they are; the codes come from altitude.actor_refusal.</summary>
public static class AccessRules
{
    public const string SessionEnded = "session.ended";
    public const string SessionExpired = "session.expired";
    public const string SessionMissing = "session.missing";
    public const string ContactRemoved = "contact.removed";
    public const string PortalOff = "portal.off";

    /// <summary>They may be in the portal, but the company hides the part of it in which they act.</summary>
    public const string SectionHidden = "portal.hidden";
    public const string WorkspaceClosed = "workspace.closed";

    /// <summary>An owner closed the company, and may still open it again.</summary>
    public const string WorkspaceShut = "workspace.shut";

    /// <summary>Somebody else opened the company again meanwhile.</summary>
    public const string WorkspaceReopened = "workspace.reopened";

    /// <summary>They are signed in, and the company asks for a second step that this sign-in has not shown.</summary>
    public const string SecondStep = "staff-session.second-step";
    public const string RequestReused = "request.reused";

    /// <summary>The SQLSTATE that the append function refuses with.</summary>
    internal const string SqlState = "AL001";

    /// <summary>Whether the rule says that the actor has no business here any more, whatever they asked for.</summary>
    public static bool IsAccess(string rule) =>
        rule is PortalOff or WorkspaceClosed or WorkspaceShut or WorkspaceReopened or ContactRemoved
        || rule.StartsWith("session.", StringComparison.Ordinal)
        || rule.StartsWith("staff-session.", StringComparison.Ordinal)
        || rule is "staff.removed" or ViewingRules.Missing or ViewingRules.Ended or ViewingRules.NotAllowed;

    public static RuleViolation Refusal(string rule) =>
        new(
            rule,
            rule switch
            {
                PortalOff => "The portal is switched off at the moment. Call the company instead.",
                SectionHidden => "This part of the portal is closed at the moment. Call the company instead.",
                WorkspaceClosed => "This workspace is closed.",
                WorkspaceShut => "This company has closed its office and its portal.",
                WorkspaceReopened => "The company is open again.",
                ShutRules.Money =>
                    "A customer has opened a payment page just now, or money is on its way at the payment provider. Nothing was changed. Try again in a minute.",
                SecondStep => "Your company asks for a second step when you sign in. Set it up, then go on.",
                ContactRemoved => "This access was ended by the company.",
                ViewingRules.ReadOnly => "You are viewing the portal as a contact: only they can do this.",
                ViewingRules.Missing or ViewingRules.Ended or ViewingRules.NotAllowed => "You are no longer viewing the portal as a contact.",
                _ => "You have been signed out. Ask for a new link to sign in again.",
            }
        );
}
