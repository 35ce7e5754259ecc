using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class ActivityEntryMapping : ITenantMapping<ActivityEntry>
{
    public void Configure(EntityTypeBuilder<ActivityEntry> entry)
    {
        entry.ToTable("activity", Schemas.Tenant);
        entry.HasKey(a => new { a.WorkspaceId, a.Seq });
        entry.Property(a => a.Seq).ValueGeneratedNever();
        entry.Property(a => a.Kind).HasMaxLength(64);
        entry.Property(a => a.Evidence).HasMaxLength(64);
        entry.Property(a => a.ActorKind).HasMaxLength(32);
        entry.HasOne<Workspace>().WithMany().HasForeignKey(a => a.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        entry.HasIndex(a => new { a.WorkspaceId, a.Id }).IsUnique(); // A mail's line of activity.
        entry.HasIndex(a => new
        {
            a.WorkspaceId,
            a.CustomerId,
            a.Seq,
        }); // The portal's activity.
        entry.HasIndex(a => new
        {
            a.WorkspaceId,
            a.JobId,
            a.Seq,
        }); // A job's timeline.
        entry.HasIndex(a => new
        {
            a.WorkspaceId,
            a.Subject,
            a.Seq,
        }); // A record's history.
    }
}

internal sealed class ActivityDetailsMapping : ITenantMapping<ActivityDetails>
{
    public void Configure(EntityTypeBuilder<ActivityDetails> details)
    {
        details.ToTable("activity_details", Schemas.Tenant);
        details.HasKey(a => new { a.WorkspaceId, a.Seq });
        details.Property(a => a.Seq).ValueGeneratedNever();
        details.HasOne<ActivityEntry>().WithOne().HasForeignKey<ActivityDetails>(a => new { a.WorkspaceId, a.Seq }).OnDelete(DeleteBehavior.Restrict);
    }
}
