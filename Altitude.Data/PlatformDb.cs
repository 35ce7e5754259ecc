using Altitude.Data.Mapping;
using Altitude.Data.Platform;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data;

/// <summary>The few rows outside every workspace: sign-ins, look-ups, heads, the outbox, keys.</summary>
public sealed class PlatformDb(DbContextOptions<PlatformDb> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<WorkspaceRow> Workspaces => Set<WorkspaceRow>();
    public DbSet<HeadRow> Heads => Set<HeadRow>();
    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();
    public DbSet<LinkLookup> LinkLookups => Set<LinkLookup>();
    public DbSet<CalendarLookup> CalendarLookups => Set<CalendarLookup>();
    public DbSet<InvitationLookup> InvitationLookups => Set<InvitationLookup>();
    public DbSet<SessionLookup> SessionLookups => Set<SessionLookup>();
    public DbSet<DocumentLookup> DocumentLookups => Set<DocumentLookup>();
    public DbSet<FileLookup> FileLookups => Set<FileLookup>();
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();
    public DbSet<WebhookReceipt> WebhookInbox => Set<WebhookReceipt>();
    public DbSet<StaffPasskey> Passkeys => Set<StaffPasskey>();
    public DbSet<SignInStep> SignInSteps => Set<SignInStep>();
    public DbSet<StaffUser> Users => Set<StaffUser>();
    public DbSet<IdentityUserToken<Guid>> UserTokens => Set<IdentityUserToken<Guid>>();
    public DbSet<StaffSeat> StaffSeats => Set<StaffSeat>();
    public DbSet<StaffSessionRow> StaffSessions => Set<StaffSessionRow>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => PlatformMapping.Apply(modelBuilder);
}
