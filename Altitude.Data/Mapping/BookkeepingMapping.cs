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

internal sealed class RequestKeyMapping : ITenantMapping<RequestKeyRow>
{
    public void Configure(EntityTypeBuilder<RequestKeyRow> key)
    {
        key.ToTable("request_keys", Schemas.Tenant);
        key.HasKey(k => new { k.WorkspaceId, k.Key });
        key.Property(k => k.UseCase).HasMaxLength(64);
        key.HasOne<Workspace>().WithMany().HasForeignKey(k => k.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        key.HasIndex(k => new { k.WorkspaceId, k.At }); // The sweep that forgets old keys.
    }
}

internal sealed class NumberCounterMapping : ITenantMapping<NumberCounter>
{
    public void Configure(EntityTypeBuilder<NumberCounter> counter)
    {
        counter.ToTable("number_counters", Schemas.Tenant);
        counter.HasKey(c => new { c.WorkspaceId, c.Kind });
        counter.Property(c => c.Kind).HasMaxLength(16);
        counter.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EmailDeliveryMapping : ITenantMapping<EmailDelivery>
{
    public void Configure(EntityTypeBuilder<EmailDelivery> delivery)
    {
        delivery.ToTable("email_deliveries", Schemas.Tenant);
        delivery.HasKey(d => new { d.WorkspaceId, d.Id });
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery.Property(d => d.Kind).HasMaxLength(64);
        delivery.Property(d => d.Recipient).HasMaxLength(254);
        delivery.Property(d => d.RecipientName).HasMaxLength(200);
        delivery.Property(d => d.MessageId).HasMaxLength(200);
        delivery.Property(d => d.LastError).HasMaxLength(500);
        delivery.HasOne<Workspace>().WithMany().HasForeignKey(d => d.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        delivery
            .HasIndex(d => new
            {
                d.WorkspaceId,
                d.Cause,
                d.Kind,
                d.Recipient,
            })
            .IsUnique(); // Runs twice, sends once.
        delivery.HasIndex(d => new
        {
            d.WorkspaceId,
            d.Subject,
            d.QueuedAt,
        }); // A record's mails.
        delivery.HasIndex(d => new { d.WorkspaceId, d.QueuedAt }); // The delivery log.
    }
}
