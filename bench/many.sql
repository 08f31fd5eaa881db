\set x random(0,399999)
\set y random(0,249999)
\set lon 120.2+:x/1000000.0
\set lat 36.0+:y/1000000.0
\set cat random(1,60)
begin;
select id, community_id from grid where geom && polygon(box(point(:lon,:lat),point(:lon,:lat))) and geom @> point(:lon,:lat) limit 1 \gset
insert into appeal_case(no,source,category_id,grid_id,community_id,reporter,phone,address,content,lon,lat,status,due_at,created_at,updated_at) values (gen_random_uuid(),1,:cat,:id::bigint,:community_id::bigint,'r','13900000000','a','c',:lon,:lat,0,now()+interval '1 day',now(),now()) returning id as cid \gset
insert into case_event(case_id,kind,at,payload) values (:cid::bigint,'accepted',now(),'{"channel":"web","grid":1}');
insert into job(queue,task,args,run_at,status) values ('case','case.dispatch',jsonb_build_object('case_id',:cid::bigint),now(),0);
commit;
